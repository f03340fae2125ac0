"""HTTP below the resources: uvicorn's protocols, headers, bodies, problem documents."""

"""Servers that speak OpenAI's chat completions: Ollama, vLLM, llama.cpp and others."""

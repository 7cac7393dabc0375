using System.Text;

namespace TracedLlm.Sdks.Tests.Gateways;

/// <summary>The gateway's <c>config.yaml</c>: every model of the scripts under the provider's own name.</summary>
internal static class GatewayConfig
{
    private static readonly (string Provider, string Base, string[] Models)[] Table =
    [
        ("openai", "openai/v1", ["gpt-4.1-mini", "gpt-tools", "gpt-limited", "gpt-failing", "gpt-cut", "gpt-final", "text-embedding-3-small", "text-embedding-3-float", "omni-moderation-latest", "gpt-image-1", "gpt-4o-mini-tts", "whisper-1", "sora-2"]),
        ("anthropic", "anthropic", ["claude-sonnet-4-5", "claude-tools", "claude-overloaded", "claude-failing", "claude-cut"]),
        ("gemini", "gemini", ["gemini-2.5-flash", "gemini-tools", "gemini-limited", "gemini-embedding-001"]),
        ("cohere", "cohere", ["command-a-03-2025", "command-limited", "embed-v4.0", "rerank-v3.5"]),
        ("ollama", "ollama", ["llama3.2", "nomic-embed-text"]),
        ("groq", "groq/openai/v1", ["llama-3.3-70b-versatile", "llama-limited", "whisper-large-v3"]),
        ("bedrock", "bedrock", ["anthropic.claude-sonnet-4-5-20250929-v1:0"]),
    ];

    public static string Write(Uri provider, string callersKey, string providersKey)
    {
        var yaml = new StringBuilder("model_list:\n");
        foreach (var (name, path, models) in Table)
        {
            foreach (var model in models)
            {
                yaml.Append("  - { model_name: '").Append(model).Append("', litellm_params: { model: '").Append(name).Append('/').Append(model)
                    .Append("', api_base: '").Append(provider).Append(path).Append("', api_key: ").Append(providersKey).Append(" } }\n");
            }
        }

        return yaml.Append($$"""
            litellm_settings:
              callbacks: [otel]
              num_retries: 0
              forward_traceparent_to_llm_provider: true
            guardrails:
              - { guardrail_name: secrets, litellm_params: { guardrail: regex, mode: pre_call, default_on: true, pattern: FORBIDDEN, action: block } }
            general_settings: { keys: [{ key: {{callersKey}}, key_alias: scripts }] }
            """).ToString();
    }
}

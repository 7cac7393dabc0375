using TracedLlm.Bench.Gateway.Load;

namespace TracedLlm.Bench.Gateway.Modes;

/// <summary>The sample gateway's configuration, with the keys, the guardrail and the provider of the small gateway.</summary>
internal static class SampleFile
{
    public static string Write(int upstreamPort, bool exports, int? mostRequests)
    {
        var file = Path.Combine(Path.GetTempPath(), $"tracedllm-bench-{Guid.NewGuid():N}.yaml");
        File.WriteAllText(file, $$"""
            model_list:
              - model_name: gpt-4o-mini
                litellm_params:
                  model: openai/gpt-4o-mini
                  api_base: http://127.0.0.1:{{upstreamPort}}/v1
                  api_key: sk-provider
            litellm_settings:
              callbacks: [{{(exports ? "otel" : "")}}]
            guardrails:
              - guardrail_name: no-secrets
                litellm_params: { guardrail: regex, mode: pre_call, default_on: true, pattern: "FORBIDDEN", action: block }
            general_settings:
              master_key: {{RequestBytes.Key}}
            {{(mostRequests is { } most ? $"  global_max_parallel_requests: {most}" : "")}}
            """);
        return file;
    }
}

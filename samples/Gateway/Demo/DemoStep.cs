namespace TracedLlm.Samples.Gateway;

/// <summary>One request of the demo, and what is announced of it.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Path">The route.</param>
/// <param name="Body">What is sent.</param>
/// <param name="Status">The status that the caller sees.</param>
/// <param name="Shown">What must be read in its tree, in this order.</param>
internal sealed record DemoStep(string Title, string Path, string Body, int Status, params string[] Shown)
{
    public static readonly IReadOnlyList<DemoStep> All =
    [
        new("A chat completion", "/v1/chat/completions",
            """{"model":"demo","messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[ok", "auth", "proxy_pre_call", "litellm_request", "no-secrets", "chat demo"),
        new("A streamed message, on the other route", "/v1/messages",
            """{"model":"demo","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[ok", "litellm_request", "stream=true", "chat demo"),
        new("A response with a prompt, where the provider owns metadata", "/v1/responses",
            """{"model":"demo","input":"Hello!","metadata":{"own":"kept"},"litellm_metadata":{"prompt_name":"greeting","prompt_version":3}}""",
            200, "[ok", "/v1/responses", "litellm_request", "chat demo"),
        new("A guardrail blocks the request", "/v1/chat/completions",
            """{"model":"demo","messages":[{"role":"user","content":"This is FORBIDDEN."}]}""",
            400, "[blocked", "litellm_request", "guardrail_intervened", "action=block"),
        new("A guardrail masks a mail address in the request", "/v1/chat/completions",
            """{"model":"demo","messages":[{"role":"user","content":"Write to ada@example.com."}]}""",
            200, "[ok", "guardrail_intervened", "action=mask", "masked=1", "chat demo"),
        new("The provider fails, the retry too, the fallback answers", "/v1/chat/completions",
            """{"model":"flaky","messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[ok", "chat flaky", "status=503", "initial", "chat flaky", "retry", "back-off ms=", "chat demo", "fallback"),
        new("The caller hangs up in the middle of a stream", "/v1/chat/completions",
            """{"model":"endless","stream":true,"messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[cancelled", "status=499", "chat endless")
        {
            HangsUp = true,
        },
        new("A key that opens nothing", "/v1/messages",
            """{"model":"demo","max_tokens":100,"messages":[{"role":"user","content":"Hello!"}]}""",
            401, "[refused", "auth", "ERROR", "Failed Proxy Server Request")
        {
            Key = "sk-unknown",
        },
    ];

    public string Key { get; init; } = "sk-demo";

    /// <summary>Whether the caller goes after the first part of the answer.</summary>
    public bool HangsUp { get; init; }
}

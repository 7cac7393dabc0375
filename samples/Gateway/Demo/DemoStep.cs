namespace TracedLlm.Samples.Gateway;

/// <summary>One request of the demo and its expected trace.</summary>
/// <param name="Title">The case that the request shows.</param>
/// <param name="Explanation">A description of the tree, in one line.</param>
/// <param name="Path">The route.</param>
/// <param name="Body">The request's body.</param>
/// <param name="Status">The status that the caller receives.</param>
/// <param name="Shown">The texts that the tree must contain, in this order.</param>
internal sealed record DemoStep(string Title, string Explanation, string Path, string Body, int Status, params string[] Shown)
{
    private const string Chat = "/v1/chat/completions";

    public static readonly IReadOnlyList<DemoStep> All =
    [
        new("An answer", "The root has the stages; litellm_request has each guardrail and each call.",
            Chat, """{"model":"demo","messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[ok", "auth", "proxy_pre_call", "litellm_request", "no-secrets", "chat demo"),
        new("A stream on another route", "The tree is the same. The call ends with the last byte; the time to the first chunk is measured.",
            "/v1/messages", """{"model":"demo","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[ok", "litellm_request", "stream=true", "first chunk", "chat demo"),
        new("The responses API with a prompt", "The provider owns metadata on this route; litellm_metadata names the prompt and the session.",
            "/v1/responses", """{"model":"demo","input":"Hello!","metadata":{"own":"kept"},"litellm_metadata":{"prompt_name":"greeting","prompt_version":3,"session_id":"s-1"}}""",
            200, "[ok", "/v1/responses", "litellm_request", "prompt=greeting", "version=3", "chat demo"),
        new("A guardrail masks", "The provider receives the request with masked mail addresses; the guardrail's span has their number.",
            Chat, """{"model":"demo","messages":[{"role":"user","content":"Write to ada@example.com."}]}""",
            200, "[ok", "guardrail_intervened", "action=mask", "masked=1", "chat demo"),
        new("A guardrail blocks", "The request is blocked and the gateway calls no provider. The guardrail's span is not an error.",
            Chat, """{"model":"demo","messages":[{"role":"user","content":"This is FORBIDDEN."}]}""",
            400, "[blocked", "litellm_request", "guardrail_intervened", "action=block", "Failed Proxy Server Request"),
        new("A guardrail blocks during the call", "The guardrail decides before the slow provider answers. The gateway cancels the call; the call is not an error.",
            Chat, """{"model":"slow","messages":[{"role":"user","content":"Hello!"}],"guardrails":["policy"]}""",
            400, "[blocked", "litellm_request", "policy, during_call, guardrail_intervened", "chat silent", "cancelled"),
        new("A guardrail blocks the answer", "The call is not an error, but the caller does not receive the provider's answer.",
            Chat, """{"model":"demo","messages":[{"role":"user","content":"What do you say?"}],"guardrails":["answers"]}""",
            400, "[blocked", "litellm_request", "guardrail_intervened", "chat demo", "status=200", "answers, post_call, guardrail_intervened", "action=block"),
        new("A guardrail only records", "In mode logging_only the guardrail records that it would block; the request continues.",
            Chat, """{"model":"demo","messages":[{"role":"user","content":"This is audited."}],"guardrails":["audit"]}""",
            200, "[ok", "litellm_request", "chat demo", "audit, logging_only, guardrail_intervened", "action=block"),
        new("A guardrail fails and is skipped", "unreachable_fallback is fail_open, so the request continues. The guardrail's span is the only error.",
            Chat, """{"model":"demo","messages":[{"role":"user","content":"Hello, anybody?"}],"guardrails":["moderation"]}""",
            200, "[ok", "ERROR", "moderation, pre_call, guardrail_failed_to_respond", "chat demo"),
        new("A guardrail fails and the request fails", "unreachable_fallback is fail_closed, so the request fails and the gateway calls no provider.",
            Chat, """{"model":"demo","messages":[{"role":"user","content":"Hello, anybody?"}],"guardrails":["strict-moderation"]}""",
            503, "[error", "litellm_request", "ERROR", "strict-moderation, pre_call, guardrail_failed_to_respond", "Failed Proxy Server Request"),
        new("A refused key", "The tree has no litellm_request, because authentication failed. The failure has its own span.",
            "/v1/messages", """{"model":"demo","max_tokens":100,"messages":[{"role":"user","content":"Hello!"}]}""",
            401, "[refused", "auth", "ERROR", "Failed Proxy Server Request")
        {
            Key = "sk-unknown",
        },
        new("An unknown model", "The gateway refuses the request after authentication.",
            Chat, """{"model":"nobody","messages":[{"role":"user","content":"Hello!"}]}""",
            404, "[refused", "auth", "proxy_pre_call", "Failed Proxy Server Request"),
        new("A retry that succeeds", "The first attempt is an error, the retry is not. The request is not an error.",
            Chat, """{"model":"recovering","messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[ok", "chat recovering", "status=503", "initial", "chat recovering", "status=200", "retry", "back-off ms="),
        new("A fallback", "The first attempt and the retry fail; another model group answers.",
            Chat, """{"model":"flaky","messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[ok", "chat flaky", "status=503", "initial", "chat flaky", "retry", "back-off ms=", "chat demo", "fallback"),
        new("All attempts fail", "Every attempt is an error, and so is the request.",
            Chat, """{"model":"unreachable","messages":[{"role":"user","content":"Hello!"}]}""",
            502, "[error", "status=502", "litellm_request", "ERROR", "initial", "retry", "Failed Proxy Server Request"),
        new("A stream that breaks off", "The caller received status 200 before the stream broke off. The call and the request are errors.",
            Chat, """{"model":"breaking","stream":true,"messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[error", "litellm_request", "ERROR", "chat breaking", "ERROR", "Failed Proxy Server Request"),
        new("The caller disconnects during a stream", "The spans are cancelled, with status 499; no span is an error.",
            Chat, """{"model":"endless","stream":true,"messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[cancelled", "status=499", "litellm_request", "[cancelled", "chat endless", "[cancelled")
        {
            HangsUp = true,
        },
        new("An answer from the cache", "The first request again: the tree has no call, no usage and no cost.",
            Chat, """{"model":"demo","messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[ok", "cache hit=true"),
    ];

    public string Key { get; init; } = "sk-demo";

    /// <summary>Whether the caller disconnects after the first part of the answer.</summary>
    public bool HangsUp { get; init; }
}

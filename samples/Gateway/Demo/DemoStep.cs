namespace TracedLlm.Samples.Gateway;

/// <summary>One request of the demo, and what is announced of it.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Explanation">What to look for in its tree, in one line.</param>
/// <param name="Path">The route.</param>
/// <param name="Body">What is sent.</param>
/// <param name="Status">The status that the caller sees.</param>
/// <param name="Shown">What must be read in its tree, in this order.</param>
internal sealed record DemoStep(string Title, string Explanation, string Path, string Body, int Status, params string[] Shown)
{
    private const string Chat = "/v1/chat/completions";

    public static readonly IReadOnlyList<DemoStep> All =
    [
        new("An answer", "One root, the stages, and under litellm_request each guardrail and each call.",
            Chat, """{"model":"demo","messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[ok", "auth", "proxy_pre_call", "litellm_request", "no-secrets", "chat demo"),
        new("A stream, on another route", "The same tree; the call ends with the last byte, and the first chunk has its time.",
            "/v1/messages", """{"model":"demo","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[ok", "litellm_request", "stream=true", "first chunk", "chat demo"),
        new("The responses API, with a prompt", "The provider owns metadata here; the prompt and the session come in litellm_metadata.",
            "/v1/responses", """{"model":"demo","input":"Hello!","metadata":{"own":"kept"},"litellm_metadata":{"prompt_name":"greeting","prompt_version":3,"session_id":"s-1"}}""",
            200, "[ok", "/v1/responses", "litellm_request", "prompt=greeting", "version=3", "chat demo"),
        new("A guardrail masks", "The request goes on with the mail addresses masked, and the guardrail counts them.",
            Chat, """{"model":"demo","messages":[{"role":"user","content":"Write to ada@example.com."}]}""",
            200, "[ok", "guardrail_intervened", "action=mask", "masked=1", "chat demo"),
        new("A guardrail blocks", "The guardrail has done its work and is no error; the request is blocked and no provider is called.",
            Chat, """{"model":"demo","messages":[{"role":"user","content":"This is FORBIDDEN."}]}""",
            400, "[blocked", "litellm_request", "guardrail_intervened", "action=block", "Failed Proxy Server Request"),
        new("A guardrail blocks during the call", "The provider takes its time, the guardrail decides first: the call is cancelled, which is no error of the provider.",
            Chat, """{"model":"slow","messages":[{"role":"user","content":"Hello!"}],"guardrails":["policy"]}""",
            400, "[blocked", "litellm_request", "policy, during_call, guardrail_intervened", "chat silent", "cancelled"),
        new("A guardrail blocks the answer", "The call was made and is no error; the caller does not get what it answered.",
            Chat, """{"model":"demo","messages":[{"role":"user","content":"What do you say?"}],"guardrails":["answers"]}""",
            400, "[blocked", "litellm_request", "guardrail_intervened", "chat demo", "status=200", "answers, post_call, guardrail_intervened", "action=block"),
        new("A guardrail only records", "It would have blocked; in mode logging_only it says so, and the request goes on.",
            Chat, """{"model":"demo","messages":[{"role":"user","content":"This is audited."}],"guardrails":["audit"]}""",
            200, "[ok", "litellm_request", "chat demo", "audit, logging_only, guardrail_intervened", "action=block"),
        new("A guardrail breaks and is skipped", "The guardrail did not respond and may be skipped: its span is the only error.",
            Chat, """{"model":"demo","messages":[{"role":"user","content":"Hello, anybody?"}],"guardrails":["moderation"]}""",
            200, "[ok", "ERROR", "moderation, pre_call, guardrail_failed_to_respond", "chat demo"),
        new("A guardrail breaks and must not be skipped", "Its error is the request's: nothing was called.",
            Chat, """{"model":"demo","messages":[{"role":"user","content":"Hello, anybody?"}],"guardrails":["strict-moderation"]}""",
            503, "[error", "litellm_request", "ERROR", "strict-moderation, pre_call, guardrail_failed_to_respond", "Failed Proxy Server Request"),
        new("A refused key", "Nothing was asked for yet: no litellm_request, and the failure has its own span.",
            "/v1/messages", """{"model":"demo","max_tokens":100,"messages":[{"role":"user","content":"Hello!"}]}""",
            401, "[refused", "auth", "ERROR", "Failed Proxy Server Request")
        {
            Key = "sk-unknown",
        },
        new("An unknown model", "Refused too, after authentication.",
            Chat, """{"model":"nobody","messages":[{"role":"user","content":"Hello!"}]}""",
            404, "[refused", "auth", "proxy_pre_call", "Failed Proxy Server Request"),
        new("A retry that succeeds", "Two attempts, one of them an error; the request is none.",
            Chat, """{"model":"recovering","messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[ok", "chat recovering", "status=503", "initial", "chat recovering", "status=200", "retry", "back-off ms="),
        new("A fallback", "The retry is in vain, too; another model group answers.",
            Chat, """{"model":"flaky","messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[ok", "chat flaky", "status=503", "initial", "chat flaky", "retry", "back-off ms=", "chat demo", "fallback"),
        new("Everything in vain", "Every attempt failed, so the request has.",
            Chat, """{"model":"unreachable","messages":[{"role":"user","content":"Hello!"}]}""",
            502, "[error", "status=502", "litellm_request", "ERROR", "initial", "retry", "Failed Proxy Server Request"),
        new("A stream that breaks half-way", "The status was sent long before: the call and the request are errors all the same.",
            Chat, """{"model":"breaking","stream":true,"messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[error", "litellm_request", "ERROR", "chat breaking", "ERROR", "Failed Proxy Server Request"),
        new("The caller hangs up in the middle of a stream", "Cancelled, with status 499 on the span; nobody's error.",
            Chat, """{"model":"endless","stream":true,"messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[cancelled", "status=499", "litellm_request", "[cancelled", "chat endless", "[cancelled")
        {
            HangsUp = true,
        },
        new("An answer from the cache", "The first request again: no call, no usage, no cost.",
            Chat, """{"model":"demo","messages":[{"role":"user","content":"Hello!"}]}""",
            200, "[ok", "cache hit=true"),
    ];

    public string Key { get; init; } = "sk-demo";

    /// <summary>Whether the caller goes after the first part of the answer.</summary>
    public bool HangsUp { get; init; }
}

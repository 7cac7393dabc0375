namespace TracedLlm.Bench.Gateways;

/// <summary>The stages with the library's attributes.</summary>
internal sealed partial class ChatEndpoint
{
    [TracedLlmRoute]
    public partial Task HandleAsync(HttpContext http);

    [TracedStage(LlmStage.Auth)]
    [return: SpanTag(LiteLlm.ApiKeyHash, Path = "KeyHash")]
    [return: SpanTag(LiteLlm.ApiKeyAlias, Path = "KeyAlias")]
    [return: SpanTag(LiteLlm.ApiKeyUserId, Path = "UserId")]
    [return: SpanTag(LiteLlm.TeamId, Path = "TeamId")]
    [return: SpanTag(LiteLlm.TeamAlias, Path = "TeamAlias")]
    [return: SpanTag(LiteLlm.OrganizationId, Path = "OrganizationId")]
    private partial Task<Caller?> AuthenticateAsync(HttpContext http);

    [TracedStage(LlmStage.PreCall)]
    private partial ValueTask ReserveAsync(Caller caller);

    [TracedGuardrail(GuardrailMode.PreCall)]
    [return: GuardrailResult(Blocked = nameof(Verdict.IsBlocked))]
    private partial ValueTask<Verdict> CheckAsync([GuardrailName] string name, RequestBody body);

    [TracedStage("step")]
    private static partial ValueTask StepAsync();

    static partial void OnAttributes(HttpContext http, int count)
    {
        var trace = LlmTrace.Current!;
        for (var number = 0; number < count; number++)
        {
            trace.SetRequestTag(DetailNames.All[number], "a value of some length");
        }
    }
}

namespace TracedLlm.Bench.Gateways;

/// <summary>The stages with spans of constants.</summary>
internal sealed partial class ChatEndpoint
{
    public async Task HandleAsync(HttpContext http)
    {
        // The logical call is current from the first guardrail on in the other builds; here it covers the handler.
        using var span = ConstantSpans.StartRequest();
        await HandleCoreAsync(http);
    }

    private async Task<Caller?> AuthenticateAsync(HttpContext http)
    {
        using var span = ConstantSpans.StartStage("auth");
        return await AuthenticateCoreAsync(http);
    }

    private async ValueTask ReserveAsync(Caller caller)
    {
        using var span = ConstantSpans.StartStage("proxy_pre_call");
        await ReserveCoreAsync(caller);
    }

    private async ValueTask<Verdict> CheckAsync(string name, RequestBody body)
    {
        using var span = ConstantSpans.StartGuardrail();
        return await CheckCoreAsync(name, body);
    }

    private static async ValueTask StepAsync()
    {
        using var span = ConstantSpans.StartStage("step");
        await StepCoreAsync();
    }
}

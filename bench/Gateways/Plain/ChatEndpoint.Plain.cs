namespace TracedLlm.Bench.Gateways;

/// <summary>The stages without spans.</summary>
internal sealed partial class ChatEndpoint
{
    public Task HandleAsync(HttpContext http) => HandleCoreAsync(http);

    private Task<Caller?> AuthenticateAsync(HttpContext http) => AuthenticateCoreAsync(http);

    private ValueTask ReserveAsync(Caller caller) => ReserveCoreAsync(caller);

    private ValueTask<Verdict> CheckAsync(string name, RequestBody body) => CheckCoreAsync(name, body);

    private static ValueTask StepAsync() => StepCoreAsync();
}

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>A request whose provider answers when the test ends it.</summary>
internal sealed class HeldRequest(Task<HttpResponseMessage> request, TaskCompletionSource gate) : IAsyncDisposable
{
    /// <summary>Lets the provider answer; the result is the status of the gateway's answer.</summary>
    public async Task<int> EndAsync()
    {
        gate.TrySetResult();
        using var response = await request;
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync() => await EndAsync();
}

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>A request whose provider answers when the test ends it.</summary>
internal sealed class HeldRequest(Task<HttpResponseMessage> request, TaskCompletionSource gate) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        gate.TrySetResult();
        (await request).Dispose();
    }
}

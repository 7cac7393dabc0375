using Microsoft.AspNetCore.Http;

namespace TracedLlm.Testing.Upstreams;

/// <summary>A request in progress.</summary>
internal sealed class UpstreamExchange : IDisposable
{
    private readonly CancellationTokenSource _ended;
    private readonly CancellationTokenRegistration _clientAborts;

    public UpstreamExchange(HttpContext http, RecordedRequest request, CancellationToken stopping)
    {
        Http = http;
        Request = request;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        _clientAborts = http.RequestAborted.Register(request.MarkAborted);
    }

    public HttpContext Http { get; }

    public RecordedRequest Request { get; }

    /// <summary>Cancelled when the client disconnects or the upstream is disposed.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Marks that the upstream itself ends the connection.</summary>
    public void StopWatchingClient() => _clientAborts.Unregister();

    public void Complete()
    {
        StopWatchingClient();
        Request.MarkCompleted();
    }

    public void Dispose() => _ended.Dispose();
}

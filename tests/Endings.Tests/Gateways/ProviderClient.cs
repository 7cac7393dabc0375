using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TracedLlm.Endings.Tests.Endings;

namespace TracedLlm.Endings.Tests.Gateways;

/// <summary>Calls the providers.</summary>
internal sealed partial class ProviderClient : IDisposable
{
    public const string AttemptHeader = "x-attempt";

    private readonly HttpClient _patient = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly HttpClient _impatient = new() { Timeout = TimeSpan.FromSeconds(0.1) };

    // The port is bound, so that no other process gets it, but no socket listens on it.
    private readonly Socket _deaf = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Uri _upstream;
    private readonly Uri _closed;

    public ProviderClient(Uri upstream)
    {
        _upstream = upstream;
        _deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _closed = new Uri($"http://{_deaf.LocalEndPoint}/");
    }

    [TracedLlmCall]
    public partial Task<HttpResponseMessage> SendAsync(
        [SpanTag(LiteLlm.ModelGroup, Path = "Group")] Attempt attempt,
        Exchange exchange,
        int index,
        [SpanTag(GenAi.ProviderName)] string provider,
        [SpanTag(LiteLlm.ProviderModel)] string model,
        CancellationToken cancellationToken);

    public void Dispose()
    {
        _patient.Dispose();
        _impatient.Dispose();
        _deaf.Dispose();
    }

    private Task<HttpResponseMessage> SendCoreAsync(
        Attempt attempt, Exchange exchange, int index, string provider, string model, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(attempt.Target == ProviderTarget.Closed ? _closed : _upstream, "v1/anything"))
        {
            Headers = { { Exchange.Header, exchange.TraceId }, { AttemptHeader, index.ToString(CultureInfo.InvariantCulture) } },
            Content = new StringContent("{}", null, "application/json"),
        };
        var client = attempt.Target == ProviderTarget.Impatient ? _impatient : _patient;
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}

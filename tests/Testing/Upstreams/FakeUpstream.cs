using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Testing.Upstreams;

/// <summary>An in-process LLM provider: HTTP/1.1 on 127.0.0.1, with the test's answers on every path.</summary>
public sealed class FakeUpstream : IAsyncDisposable
{
    private Func<RecordedRequest, UpstreamAnswer> _answer;
    private readonly ConcurrentQueue<UpstreamAnswer> _script;
    private readonly ArrivalLog<RecordedRequest> _requests = new();
    private LocalServer? _server;
    private int _received = -1;

    private FakeUpstream(IEnumerable<UpstreamAnswer> script, Func<RecordedRequest, UpstreamAnswer> answer)
    {
        _script = new ConcurrentQueue<UpstreamAnswer>(script);
        _answer = answer;
    }

    /// <summary>The base address, ending in a slash.</summary>
    public Uri Endpoint => _server!.Endpoint;

    /// <summary>The requests so far, in order of arrival; recorded once the body is read, before the answer.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _requests.Snapshot();

    /// <summary>Starts an upstream that sends these answers in order, and 501 after the last answer.</summary>
    public static Task<FakeUpstream> StartAsync(params IEnumerable<UpstreamAnswer> script) =>
        StartAsync(new FakeUpstream(script, OutOfScript));

    /// <summary>Starts an upstream that calls a function for the answer to each request.</summary>
    public static Task<FakeUpstream> StartAsync(Func<RecordedRequest, UpstreamAnswer> answer) =>
        StartAsync(new FakeUpstream([], answer));

    /// <summary>Appends an answer to the script, which has priority over a handler.</summary>
    public void Enqueue(UpstreamAnswer answer) => _script.Enqueue(answer);

    /// <summary>Waits for a number of requests and returns all requests so far.</summary>
    /// <param name="count">The smallest number of requests.</param>
    /// <param name="timeout">The timeout; by default five minutes.</param>
    /// <exception cref="TimeoutException">With the requests that arrived.</exception>
    public Task<IReadOnlyList<RecordedRequest>> WaitForRequestsAsync(int count = 1, TimeSpan? timeout = null) =>
        _requests.WaitForAsync(
            requests => requests.Count >= count,
            timeout,
            requests => $"{requests.Count} of {count} requests: {string.Join(", ", requests)}");

    /// <summary>Removes the requests so far; the numbering continues.</summary>
    public void Clear() => _requests.Clear();

    /// <summary>Removes the requests so far and the script, and counts from the first request again: for another test, while no request is in progress.</summary>
    /// <param name="answer">The function for the answer to each request.</param>
    public void Restart(Func<RecordedRequest, UpstreamAnswer> answer)
    {
        _answer = answer;
        _script.Clear();
        _requests.Clear();
        _received = -1;
    }

    /// <summary>Stops listening and drops open requests.</summary>
    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private static async Task<FakeUpstream> StartAsync(FakeUpstream upstream)
    {
        upstream._server = await LocalServer.StartAsync(upstream.ServeAsync);
        return upstream;
    }

    private static UpstreamAnswer OutOfScript(RecordedRequest request) =>
        UpstreamAnswer.Json($$$"""{"error":{"message":"The script has no answer for request {{{request.Number}}}"}}""", 501);

    private async Task ServeAsync(HttpContext http, CancellationToken stopping)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        var request = new RecordedRequest(
            Interlocked.Increment(ref _received),
            http.Request.Method,
            http.Request.GetEncodedPathAndQuery(),
            RequestHeaders.Read(http.Request),
            body);
        using var exchange = new UpstreamExchange(http, request, stopping);
        _requests.Add(request);
        try
        {
            var answer = _script.TryDequeue(out var scripted) ? scripted : _answer(request);
            await answer.WriteAsync(exchange);
        }
        catch (Exception) when (exchange.Ended.IsCancellationRequested)
        {
            http.Abort();
        }
        finally
        {
            exchange.Complete();
        }
    }
}

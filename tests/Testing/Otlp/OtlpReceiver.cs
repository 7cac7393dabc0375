using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Activities;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Testing.Otlp;

/// <summary>
/// An in-process backend: it accepts OTLP/HTTP with protobuf and keeps the decoded spans, metrics and log records. Dispose checks
/// all received spans against the invariants of every export, and all bytes for secrets; see <see cref="TraceChecks"/>.
/// </summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private const string Protobuf = "application/x-protobuf";
    private const string ProductSource = "TracedLlm";

    // Batches of one trace that are sent at the same time arrive in any order: a leaf may come after its root. No span says how many its
    // trace has: where the account of this process does not say it either, a wait for whole traces ends when nothing more arrives.
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(25);

    // A post that a test holds back is waited for no longer than this number of silences.
    private const int MostSilences = 40;

    // A request whose answer the test has ends a moment later.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(2);

    private readonly string _path;
    private readonly ArrivalLog<ReceivedSpan> _spans = new();
    private readonly ArrivalLog<ReceivedPost> _posts = new();
    private readonly ArrivalLog<ReceivedSpan> _everything = new();
    private readonly ArrivalLog<string> _leaks = new();
    private readonly OtlpSignal<ReceivedMetric> _metrics = new("/v1/metrics", OtlpMetricsDecoder.Decode, static metric => metric.ToString());
    private readonly OtlpSignal<ReceivedLog> _logs = new("/v1/logs", OtlpLogsDecoder.Decode, static log => log.ToString());
    private readonly SpanAccount? _account;
    private LocalServer? _server;
    private int _released;
    private int _postsUnderWay;
    private bool _disposed;

    private OtlpReceiver(string path, TraceChecks checks)
    {
        _path = path;
        _account = checks.Account ? new SpanAccount(ProductSource) : null;
        Checks = checks;
    }

    /// <summary>The checks of Dispose. A test of a violation switches the check off.</summary>
    public TraceChecks Checks { get; set; }

    /// <summary>The base address, ending in a slash.</summary>
    public Uri Endpoint => _server!.Endpoint;

    /// <summary>The address for spans.</summary>
    public Uri TracesEndpoint => new(Endpoint, _path);

    /// <summary>The address for metrics.</summary>
    public Uri MetricsEndpoint => new(Endpoint, _metrics.Path);

    /// <summary>The address for log records.</summary>
    public Uri LogsEndpoint => new(Endpoint, _logs.Path);

    /// <summary>The answer to the next posts of all signals; by default <see cref="OtlpAnswer.Accept"/>.</summary>
    public OtlpAnswer Answer { get; set; } = OtlpAnswer.Accept;

    /// <summary>Chooses the answer to posts of spans by the index of the post, from 0; it has priority over <see cref="Answer"/>.</summary>
    public Func<int, OtlpAnswer>? AnswerByNumber { get; set; }

    /// <summary>The accepted spans so far, in order of arrival.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => _spans.Snapshot();

    /// <summary>All posts of spans so far, including refused posts, in the order of reading.</summary>
    public IReadOnlyList<ReceivedPost> Posts => _posts.Snapshot();

    /// <summary>The accepted metrics so far, in order of arrival: each export of an instrument is one more.</summary>
    public IReadOnlyList<ReceivedMetric> Metrics => _metrics.Items;

    /// <summary>All posts of metrics so far, including refused posts; they have no spans.</summary>
    public IReadOnlyList<ReceivedPost> MetricPosts => _metrics.Posts;

    /// <summary>The accepted log records so far, in order of arrival.</summary>
    public IReadOnlyList<ReceivedLog> Logs => _logs.Items;

    /// <summary>All posts of log records so far, including refused posts; they have no spans.</summary>
    public IReadOnlyList<ReceivedPost> LogPosts => _logs.Posts;

    /// <summary>Starts listening on 127.0.0.1.</summary>
    /// <param name="path">The only served path, for backends that use a path other than <c>/v1/traces</c>.</param>
    /// <param name="port">The port; 0, the default, chooses a free port.</param>
    /// <param name="checks">The checks of Dispose; by default all checks.</param>
    public static async Task<OtlpReceiver> StartAsync(string path = "/v1/traces", int port = 0, TraceChecks? checks = null)
    {
        var receiver = new OtlpReceiver(path, checks ?? TraceChecks.All);
        receiver._server = await LocalServer.StartAsync(receiver.ReceiveAsync, port);
        return receiver;
    }

    /// <summary>Waits until the accepted spans fulfil a condition, and returns them.</summary>
    /// <param name="until">The condition, evaluated once at the start and after every arrival.</param>
    /// <param name="timeout">The timeout; by default five minutes.</param>
    /// <exception cref="TimeoutException">With the printed trees of the spans that arrived.</exception>
    public Task<IReadOnlyList<ReceivedSpan>> WaitForAsync(Func<IReadOnlyList<ReceivedSpan>, bool> until, TimeSpan? timeout = null) =>
        _spans.WaitForAsync(until, timeout, DescribeArrivals);

    /// <summary>
    /// Waits for <paramref name="count"/> spans of kind server, and in their traces for the parent of every
    /// other span; then for all other spans of these traces that this process has started, or, where they cannot be counted, until no post
    /// is under way, and none arrives for a moment. Returns all accepted spans.
    /// </summary>
    /// <exception cref="TimeoutException">With the printed trees of the spans that arrived.</exception>
    public async Task<IReadOnlyList<ReceivedSpan>> WaitForRootAsync(int count = 1, TimeSpan? timeout = null)
    {
        await WaitForAsync(spans => TraceCompleteness.HasWholeTraces(spans, count), timeout);
        var (before, silences) = (-1, 0);
        while (silences++ < MostSilences && !HasAllOfTraces() && (before != Posts.Count || Volatile.Read(ref _postsUnderWay) > 0))
        {
            before = Posts.Count;
            await Task.Delay(Silence);
        }

        return Spans;
    }

    /// <summary>Waits until the posts, including refused posts, fulfil a condition, and returns them.</summary>
    /// <exception cref="TimeoutException">With the status codes of the posts that arrived.</exception>
    public Task<IReadOnlyList<ReceivedPost>> WaitForPostsAsync(Func<IReadOnlyList<ReceivedPost>, bool> until, TimeSpan? timeout = null) =>
        _posts.WaitForAsync(until, timeout, DescribePosts);

    /// <summary>Waits until the accepted metrics fulfil a condition, and returns them.</summary>
    /// <exception cref="TimeoutException">With the metrics that arrived.</exception>
    public Task<IReadOnlyList<ReceivedMetric>> WaitForMetricsAsync(Func<IReadOnlyList<ReceivedMetric>, bool> until, TimeSpan? timeout = null) =>
        _metrics.WaitForAsync(until, timeout);

    /// <summary>Waits until the posts of metrics, including refused posts, fulfil a condition, and returns them.</summary>
    /// <exception cref="TimeoutException">With the status codes of the posts that arrived.</exception>
    public Task<IReadOnlyList<ReceivedPost>> WaitForMetricPostsAsync(Func<IReadOnlyList<ReceivedPost>, bool> until, TimeSpan? timeout = null) =>
        _metrics.WaitForPostsAsync(until, timeout);

    /// <summary>Waits until the accepted log records fulfil a condition, and returns them.</summary>
    /// <exception cref="TimeoutException">With the log records that arrived.</exception>
    public Task<IReadOnlyList<ReceivedLog>> WaitForLogsAsync(Func<IReadOnlyList<ReceivedLog>, bool> until, TimeSpan? timeout = null) =>
        _logs.WaitForAsync(until, timeout);

    /// <summary>Waits until the posts of log records, including refused posts, fulfil a condition, and returns them.</summary>
    /// <exception cref="TimeoutException">With the status codes of the posts that arrived.</exception>
    public Task<IReadOnlyList<ReceivedPost>> WaitForLogPostsAsync(Func<IReadOnlyList<ReceivedPost>, bool> until, TimeSpan? timeout = null) =>
        _logs.WaitForPostsAsync(until, timeout);

    /// <summary>Removes the spans, metrics, log records and posts so far; Dispose still checks the spans.</summary>
    public void Clear()
    {
        _metrics.Clear();
        _logs.Clear();
        _spans.Clear();
        _posts.Clear();
        _account?.Forget();
    }

    /// <summary>Checks the received spans as Dispose does, and forgets them and everything else, so that the next test can use this receiver.</summary>
    /// <returns><see langword="false"/> if spans have not ended or have not arrived. Then nothing is checked.</returns>
    /// <exception cref="TraceInvariantException">An invariant of every export is violated.</exception>
    public async Task<bool> TryRestartAsync()
    {
        for (var moments = 0; !IsBalanced(); moments++)
        {
            if (moments == MostSilences)
            {
                return false;
            }

            await Task.Delay(Moment);
        }

        Check();
        Clear();
        _everything.Clear();
        _leaks.Clear();
        _released = 0;
        _account!.Restart();
        return true;
    }

    /// <summary>
    /// Checks the spans of complete traces as Dispose does, and removes them and all posts, for tests that run too long to keep
    /// everything. A span of these traces that arrives later fails the last check, because its parent is missing.
    /// </summary>
    /// <param name="traces">The ids of the traces, 32 hex digits each.</param>
    /// <exception cref="TraceInvariantException">An invariant of every export is violated.</exception>
    public void Release(IReadOnlySet<string> traces)
    {
        List<ReceivedSpan> released = [.. _everything.Snapshot().Where(span => traces.Contains(span.TraceId))];
        _everything.Remove(span => traces.Contains(span.TraceId));
        _account?.Forget(traces);
        _spans.Remove(span => traces.Contains(span.TraceId));
        _posts.Clear();
        _released += released.Count(IsProducts);
        TraceInvariants.Require([.. TreeViolations(released)], released);
    }

    /// <summary>Stops listening, closes open connections and checks the received spans.</summary>
    /// <exception cref="TraceInvariantException">An invariant of every export is violated.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _server!.DisposeAsync();
        _account?.Dispose();
        Check();
    }

    private void Check()
    {
        var spans = _everything.Snapshot();
        List<string> violations = [];
        if (Checks.Secrets)
        {
            violations.AddRange(_leaks.Snapshot().Distinct());
        }

        if (Checks.Account && _account is not null)
        {
            violations.AddRange(_account.Violations(_released + spans.Count(IsProducts)));
        }

        violations.AddRange(TreeViolations(spans));
        TraceInvariants.Require(violations, spans);
    }

    private IEnumerable<string> TreeViolations(IReadOnlyList<ReceivedSpan> spans) => Checks.Trees
        ? TraceInvariants.Violations(
            spans,
            span => TraceInvariants.HasRemoteParent(span) || Checks.Callers.Contains(span.ParentSpanId),
            secrets: [],
            rootsPerTrace: int.MaxValue)
        : [];

    private bool IsBalanced() =>
        _account is { } account && Volatile.Read(ref _postsUnderWay) == 0 && account.Violations(_released + _everything.Snapshot().Count(IsProducts)).Count == 0;

    private bool HasAllOfTraces()
    {
        var spans = Spans;
        return _account is { } account && spans.Where(static span => span.Kind == ReceivedSpanKind.Server).Select(static span => span.TraceId).Distinct()
            .All(trace => account.IsComplete(trace, spans.Count(span => span.TraceId == trace && IsProducts(span))));
    }

    private static bool IsProducts(ReceivedSpan span) => span.ScopeName == ProductSource;

    private static string DescribePosts(IReadOnlyList<ReceivedPost> posts) =>
        posts.Count == 0
            ? "Nothing was posted."
            : "Posted:" + string.Concat(posts.Select(post => $"\n  {post.StatusCode}, {post.Spans.Count} spans {post.Refusal}"));

    private string DescribeArrivals(IReadOnlyList<ReceivedSpan> spans) =>
        $"{DescribePosts(Posts)}\n{spans.Count} spans were accepted:\n{SpanTree.Print(spans)}";

    private async Task ReceiveAsync(HttpContext http, CancellationToken stopping)
    {
        var path = http.Request.Path;
        if (!HttpMethods.IsPost(http.Request.Method) || (path != _path && path != _metrics.Path && path != _logs.Path))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (path == _path)
        {
            await ReceiveSpansAsync(http, stopping);
            return;
        }

        using var wire = await ReadBodyAsync(http);
        if (path == _metrics.Path)
        {
            await ReceiveAsync(http, wire, _metrics, stopping);
        }
        else
        {
            await ReceiveAsync(http, wire, _logs, stopping);
        }
    }

    private async Task ReceiveSpansAsync(HttpContext http, CancellationToken stopping)
    {
        Interlocked.Increment(ref _postsUnderWay);
        try
        {
            using var wire = await ReadBodyAsync(http);
            var answer = AnswerByNumber?.Invoke(Posts.Count) ?? Answer;
            IReadOnlyList<ReceivedSpan> spans = [];
            var post = Read(http.Request, wire, answer.StatusCode, body => spans = OtlpTraceDecoder.Decode(body)) with { Spans = spans };
            _posts.Add(post);
            await AnswerAsync(http, post, answer, () => Keep(spans), stopping);
        }
        finally
        {
            Interlocked.Decrement(ref _postsUnderWay);
        }
    }

    private static async Task<MemoryStream> ReadBodyAsync(HttpContext http)
    {
        var wire = new MemoryStream();
        await http.Request.Body.CopyToAsync(wire, http.RequestAborted);
        return wire;
    }

    private async Task ReceiveAsync<T>(HttpContext http, MemoryStream wire, OtlpSignal<T> signal, CancellationToken stopping)
    {
        var answer = Answer;
        Action keep = static () => { };
        var post = Read(http.Request, wire, answer.StatusCode, body => keep = signal.Decode(body));
        signal.Add(post);
        await AnswerAsync(http, post, answer, keep, stopping);
    }

    private void Keep(IReadOnlyList<ReceivedSpan> spans)
    {
        _everything.Add(spans);
        _spans.Add(spans);
    }

    private static async Task AnswerAsync(HttpContext http, ReceivedPost post, OtlpAnswer answer, Action keep, CancellationToken stopping)
    {
        if (post.Refusal is not null)
        {
            http.Response.StatusCode = post.StatusCode;
            await http.Response.WriteAsync(post.Refusal, stopping);
            return;
        }

        await HoldAsync(answer, http.RequestAborted, stopping);
        if (answer.StatusCode == StatusCodes.Status200OK)
        {
            keep();
        }

        await AnswerAsync(http.Response, answer);
    }

    private ReceivedPost Read(HttpRequest request, MemoryStream wire, int statusCode, Action<byte[]> decode)
    {
        var headers = RequestHeaders.Read(request);
        if (request.ContentType != Protobuf)
        {
            return new(headers, wire.Length, StatusCodes.Status415UnsupportedMediaType, [], $"Content type '{request.ContentType}' is not exactly {Protobuf}.");
        }

        try
        {
            var body = Inflate(request, wire);
            _leaks.Add([.. Canaries.FoundIn(body, Checks.Content, Checks.Keys).Select(canary => $"The secret '{canary}' was exported")]);
            decode(body);
            return new(headers, wire.Length, statusCode, [], null);
        }
        catch (InvalidDataException e)
        {
            return new(headers, wire.Length, StatusCodes.Status400BadRequest, [], e.Message);
        }
    }

    private static byte[] Inflate(HttpRequest request, MemoryStream wire)
    {
        switch (request.Headers.ContentEncoding.ToString())
        {
            case "":
                return wire.ToArray();
            case "gzip":
                wire.Position = 0;
                using (var gzip = new GZipStream(wire, CompressionMode.Decompress, leaveOpen: true))
                using (var plain = new MemoryStream())
                {
                    gzip.CopyTo(plain);
                    return plain.ToArray();
                }

            case var other:
                throw new InvalidDataException($"Content encoding '{other}' is not known.");
        }
    }

    private static async Task HoldAsync(OtlpAnswer answer, CancellationToken aborted, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        await Task.Delay(answer.Delay, ended.Token);
        if (answer.Gate is { } gate)
        {
            await gate.Task.WaitAsync(ended.Token);
        }
    }

    private static async Task AnswerAsync(HttpResponse response, OtlpAnswer answer)
    {
        response.StatusCode = answer.StatusCode;
        response.ContentType = Protobuf;
        if (answer.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        }

        await response.Body.WriteAsync(OtlpExportResponse.Encode(answer));
    }
}

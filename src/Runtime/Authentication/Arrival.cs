using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using TracedLlm.Endpoints;
using TracedLlm.Requests;
using TracedLlm.Tree;

namespace TracedLlm.Authentication;

/// <summary>
/// The facts about a request from before its trace: its arrival time, and the authentication that <c>WebApplication</c> runs
/// before all middleware of the application.
/// </summary>
/// <param name="context">The request.</param>
internal sealed class Arrival(HttpContext context) : ArrivedRequest
{
    // Null after the end of the request: the server gives the context to another request then.
    private volatile HttpContext? _context = context;

    // The lists are created at the first use: every request creates an Arrival, and most requests have at most one scheme.
    private List<AuthenticationRun>? _runs;
    private List<string>? _schemes;
    private ConcurrentQueue<EarlyStage>? _stages;

    /// <inheritdoc/>
    public override bool IsUntraced => _context is { } request && request.GetEndpoint() is { } endpoint && !LlmRoute.IsTraced(request, endpoint);

    /// <summary>When the request arrived, UTC.</summary>
    public DateTime Time { get; } = DateTime.UtcNow;

    /// <summary>
    /// Whether <paramref name="scheme"/> runs for the first time. A handler caches its first result and returns it to later
    /// calls.
    /// </summary>
    public bool IsFirst(string? scheme)
    {
        var name = scheme ?? "";
        if (_schemes?.Contains(name) == true)
        {
            return false;
        }

        (_schemes ??= []).Add(name);
        return true;
    }

    /// <summary>The request has ended. Work that it left behind belongs to no request.</summary>
    public void End() => _context = null;

    public void Add(AuthenticationRun run) => (_runs ??= []).Add(run);

    /// <inheritdoc/>
    public override SpanOwner? HoldStage(LlmStage stage, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_context is not { } request || request.GetEndpoint() is not null)
        {
            return null;
        }

        var held = new EarlyStage(stage, tags);
        LazyInitializer.EnsureInitialized(ref _stages).Enqueue(held);
        return held;
    }

    /// <summary>Writes a span for each authentication and each stage that ran before the trace, with their original times.</summary>
    public void WriteAuthentication(RequestState trace)
    {
        if (trace is not { IsRecording: true, Root: { } root })
        {
            return;
        }

        foreach (var run in _runs ?? [])
        {
            run.Write(trace, root, LlmStage.Auth);
            if (run is { Failure: null, IsNone: false })
            {
                trace.NoteCaller();
            }
        }

        _runs = null;
        while (_stages?.TryDequeue(out var stage) == true)
        {
            stage.Write(trace, root);
        }
    }
}

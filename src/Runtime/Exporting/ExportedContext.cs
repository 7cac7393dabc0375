using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TracedLlm.Exporting;

/// <summary>
/// The request of the running code, and the span of its log lines: the innermost open span that backends receive. The current activity may
/// be another one. HTTP clients and ASP.NET Core start activities that nobody exports.
/// </summary>
internal static class ExportedContext
{
    // One value for the HTTP request and, when its trace is open, the traced request: every value more makes each change of the context,
    // and so each span, more expensive.
    private static readonly AsyncLocal<object?> Ambient = new();

    // The last request that each exception left.
    private static readonly ConditionalWeakTable<Exception, IExportedRequest> Thrown = [];

    /// <summary>
    /// What the running code belongs to: the request; before its trace is open, the HTTP request; <see langword="null"/> outside a request.
    /// </summary>
    public static object? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>The request; <see langword="null"/> outside a traced route.</summary>
    public static IExportedRequest? CurrentRequest => Ambient.Value as IExportedRequest;

    /// <summary>An exception has left the handler of a request.</summary>
    public static void SetRequest(Exception exception, IExportedRequest request) => Thrown.AddOrUpdate(exception, request);

    /// <summary>The request that <paramref name="exception"/> has left; <see langword="null"/> if it has left none.</summary>
    public static IExportedRequest? FindRequest(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (Thrown.TryGetValue(exception, out var request))
            {
                return request;
            }
        }

        return null;
    }

    /// <summary>
    /// The context of the span of the running code in <paramref name="request"/>, or outside a request, as backends show it;
    /// <see langword="null"/> if no span is recorded here.
    /// </summary>
    public static ActivityContext? Find(IExportedRequest? request)
    {
        if (request is { Root: { } root })
        {
            var span = FindSpan(root);
            return request.SeparateTrace?.ContextOf(span) ?? span.Context;
        }

        for (var activity = Activity.Current; activity is not null; activity = activity.Parent)
        {
            if (IsExported(activity))
            {
                return activity.Context;
            }
        }

        return null;
    }

    /// <summary>Whether a backend receives <paramref name="activity"/>, or has received it.</summary>
    public static bool IsExported(Activity activity) =>
        activity is { IsAllDataRequested: true, Recorded: true, Source.Name.Length: > 0 } && activity.Source.HasListeners();

    /// <summary>The span of the running code in the request of <paramref name="root"/>; the root if the code is in none.</summary>
    public static Activity FindSpan(Activity root)
    {
        for (var activity = Activity.Current; activity is not null && activity != root; activity = activity.Parent)
        {
            if (activity.TraceId == root.TraceId && (activity.Source == LlmSource.Instance || IsExported(activity)))
            {
                return activity;
            }
        }

        return root;
    }
}

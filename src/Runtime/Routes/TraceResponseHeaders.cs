using System.Globalization;
using Microsoft.AspNetCore.Http;
using TracedLlm.Context;
using TracedLlm.Conventions;
using TracedLlm.Cost;
using TracedLlm.Requests;
using TracedLlm.Taps;

namespace TracedLlm.Routes;

/// <summary>
/// Writes the response headers about a request's trace when the response starts. A header that the gateway has set is kept.
/// </summary>
internal static class TraceResponseHeaders
{
    private const LlmResponseHeaders All = LlmResponseHeaders.LiteLlm | LlmResponseHeaders.TraceParent;

    // The callbacks take the context as their state, so that a registration allocates nothing.
    private static readonly Func<object, Task> LiteLlmOnly = static state => Write((HttpContext)state, LlmResponseHeaders.LiteLlm);
    private static readonly Func<object, Task> TraceParentOnly = static state => Write((HttpContext)state, LlmResponseHeaders.TraceParent);
    private static readonly Func<object, Task> Both = static state => Write((HttpContext)state, All);

    /// <summary>Registers the headers for the start of the response, if the response has not started.</summary>
    public static void Register(HttpContext context, LlmResponseHeaders headers)
    {
        if (headers != LlmResponseHeaders.None && !context.Response.HasStarted)
        {
            context.Response.OnStarting(headers switch { LlmResponseHeaders.LiteLlm => LiteLlmOnly, LlmResponseHeaders.TraceParent => TraceParentOnly, _ => Both }, context);
        }
    }

    private static Task Write(HttpContext context, LlmResponseHeaders which)
    {
        if (RequestState.Find(context) is { } trace)
        {
            var headers = context.Response.Headers;
            if (which.HasFlag(LlmResponseHeaders.LiteLlm))
            {
                WriteLiteLlm(headers, trace);
                WriteCost(context.Response, trace);
            }

            if (which.HasFlag(LlmResponseHeaders.TraceParent) && trace.Root is not null)
            {
                if (context.Response.StatusCode >= 400)
                {
                    // The header names the trace that backends show, so that it cannot change after this.
                    trace.DecideTrace(context.Response.StatusCode);
                }

                headers.TryAdd(TraceParentHeader.TraceParent, TraceParentHeader.Format(trace.ShownContext));
            }
        }

        return Task.CompletedTask;
    }

    // A stream has not reported its usage when it starts. Of an error nothing is billed as far as the caller is concerned.
    private static void WriteCost(HttpResponse response, RequestState trace)
    {
        if (response.StatusCode < 400 && trace.IsRecording && MediaTypes.KindOf(response.ContentType) is PayloadKind.Json or PayloadKind.None && RequestCosts.FindTotal(trace) is { } cost)
        {
            response.Headers.TryAdd(ResponseHeaderNames.ResponseCost, CostText.Format(cost));
        }
    }

    private static void WriteLiteLlm(IHeaderDictionary headers, RequestState trace)
    {
        var counts = trace.Attempts.Counts;
        headers.TryAdd(ResponseHeaderNames.CallId, trace.CallId);
        Add(ResponseHeaderNames.AttemptedRetries, counts.Retries);
        Add(ResponseHeaderNames.AttemptedFallbacks, counts.Fallbacks);
        Add(ResponseHeaderNames.MaxRetries, counts.MaxRetries);
        Add(ResponseHeaderNames.MaxFallbacks, counts.MaxFallbacks);

        // The body follows, so these are the durations until the response starts, as LiteLLM's are.
        var durations = RequestDurations.Measure(trace, DateTime.UtcNow);
        AddDuration(ResponseHeaderNames.ResponseDuration, durations.Total);
        AddDuration(ResponseHeaderNames.OverheadDuration, durations.Overhead);

        void AddDuration(string name, TimeSpan? duration)
        {
            if (duration is { } known)
            {
                headers.TryAdd(name, RequestDurations.ToMilliseconds(known).ToString(CultureInfo.InvariantCulture));
            }
        }

        void Add(string name, int? count)
        {
            if (count is { } known)
            {
                headers.TryAdd(name, known.ToString(CultureInfo.InvariantCulture));
            }
        }
    }
}

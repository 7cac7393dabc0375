using System.Diagnostics;
using Microsoft.Extensions.Logging;
using TracedLlm.Exporting;
using TracedLlm.Facts;
using TracedLlm.Metrics;
using TracedLlm.Requests;
using TracedLlm.Tree;

namespace TracedLlm.Events;

/// <summary>
/// Writes the events of the conventions as log records with the trace context of <c>litellm_request</c>. Their attributes are those of the
/// span, which has the content only as far as masks and settings leave it.
/// </summary>
/// <remarks>https://github.com/open-telemetry/semantic-conventions/blob/v1.41.1/docs/gen-ai/gen-ai-events.md and gen-ai-exceptions.md</remarks>
internal sealed class RequestEvents(ILogger logger) : IRequestEvents
{
    private static readonly EventId Details = new(1, "gen_ai.client.inference.operation.details");
    private static readonly EventId Failed = new(2, "gen_ai.client.operation.exception");

    // What the event of a failure says about the call.
    private static readonly string[] CallAttributes =
        [GenAi.OperationName, GenAi.ProviderName, GenAi.RequestModel, GenAi.ResponseModel, HttpAttributes.ErrorType, LiteLlm.CallId];

    public void Write(RequestState request, Activity llmRequest, RequestFailure? failure)
    {
        // The operator's backend would receive the content of a request without its span. Where the trace is sent is decided by now.
        if (!request.IsSampled || request.IsSampledOut || request.IsKeptFromOperator)
        {
            return;
        }

        var (previous, previousActivity) = (ExportedContext.Current, Activity.Current);
        RequestState.Current = request;
        Activity.Current = llmRequest;
        try
        {
            Write(LogLevel.Information, Details, [.. llmRequest.TagObjects]);
            if (failure is not null)
            {
                Write(LogLevel.Warning, Failed, Describe(request, llmRequest, failure));
            }
        }
        catch (Exception exception)
        {
            // A log provider threw an exception; the request continues.
            TraceCounters.ListenerFailed(exception);
        }
        finally
        {
            ExportedContext.Current = previous;
            Activity.Current = previousActivity;
        }
    }

    private static List<KeyValuePair<string, object?>> Describe(RequestState request, Activity llmRequest, RequestFailure failure)
    {
        List<KeyValuePair<string, object?>> attributes = [];
        if (failure.Ended.Exception is { } exception)
        {
            attributes.Add(new("exception.type", ErrorTypes.NameOf(exception)));
            attributes.Add(new("exception.message", ErrorText.MessageOf(exception, request)));
            attributes.Add(new("exception.stacktrace", ErrorText.StackTraceOf(exception, request)));
        }
        else
        {
            // The provider answered with an error, and no code of the gateway threw an exception.
            attributes.Add(new("exception.type", failure.ErrorType));
            if (failure.Message is { } message)
            {
                attributes.Add(new("exception.message", message));
            }
        }

        foreach (var name in CallAttributes)
        {
            if (llmRequest.GetTagItem(name) is { } value)
            {
                attributes.Add(new(name, value));
            }
        }

        return attributes;
    }

    private void Write(LogLevel level, EventId id, List<KeyValuePair<string, object?>> attributes)
    {
        if (logger.IsEnabled(level))
        {
            logger.Log(level, id, new LlmEvent(id.Name!, attributes), exception: null, static (state, _) => state.ToString());
        }
    }
}

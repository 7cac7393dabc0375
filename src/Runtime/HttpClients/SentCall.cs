using System.Diagnostics;
using System.Runtime.InteropServices;
using TracedLlm.Attempts;
using TracedLlm.Endpoints;
using TracedLlm.Facts;
using TracedLlm.Metrics;
using TracedLlm.Propagation;
using TracedLlm.Requests;
using TracedLlm.Tree;

namespace TracedLlm.HttpClients;

/// <summary>Starts the span of an HTTP request that a tracing client sends to a provider.</summary>
internal static class SentCall
{
    /// <summary>
    /// Starts an attempt, or uses the open attempt of the method that sends the HTTP request. It counts the attempt if no span is
    /// recorded.
    /// </summary>
    public static LlmSpan Start(HttpRequestMessage request, TracedLlmCallOptions options)
    {
        var trace = RequestState.Current;
        var span = LlmSpan.IsEnabled ? Record(trace, request, options) : trace is null ? default : Count(trace, request, options);
        if (trace is not null)
        {
            // The client's primary handler may use no propagator, or another one.
            LlmContextPropagator.SetHeaders(trace, request);
        }

        return span;
    }

    private static LlmSpan Record(RequestState? trace, HttpRequestMessage request, TracedLlmCallOptions options)
    {
        var current = Activity.Current;
        var stated = ReadStatedTags(request, options);
        var own = stated.FindAll(static tag => IsOwn(tag.Key));
        AddIfAbsent(own, GenAi.ProviderName, options.Provider);
        var enclosing = OpenCall.FindEnclosing(current, trace);
        if (enclosing is { } open)
        {
            if (open.Activity.GetTagItem(LiteLlm.ProviderModel) is null && Find(own, LiteLlm.ProviderModel) is null)
            {
                AddIfAbsent(own, LiteLlm.ProviderModel, FindModel(request));
            }

            if (CallAdoption.TryAdopt(open, current, own) is { } handle)
            {
                open.Call.OnSending(request);
                var adopted = new LlmSpan(handle);
                AddressTags address = default;
                foreach (var (name, value) in address[..SentAddress.Read(request, address)])
                {
                    adopted.SetTag(name, value);
                }

                SetOnOwners(adopted, stated);
                return adopted;
            }

            own = CallAdoption.Inherit(open, CollectionsMarshal.AsSpan(own));
        }

        var model = Find(own, LiteLlm.ProviderModel) as string ?? FindModel(request);
        AddIfAbsent(own, LiteLlm.ProviderModel, model);
        AddressTags sent = default;
        List<KeyValuePair<string, object?>> tags = [.. sent[..SentAddress.Read(request, sent)], .. own];
        var span = LlmSpan.StartCall(model, CollectionsMarshal.AsSpan(tags), options.Operation);
        span.Handle.Owner?.OnSending(request);
        SetOnOwners(span, stated);
        return span;
    }

    private static LlmSpan Count(RequestState trace, HttpRequestMessage request, TracedLlmCallOptions options)
    {
        var stated = ReadStatedTags(request, options);
        var group = Find(stated, LiteLlm.ModelGroup) as string;
        return trace.Attempts.TryAdopt(group) is { } adopted
            ? new LlmSpan(new SpanHandle(activity: null, previous: null, adopted))
            : new LlmSpan(CallStart.Count(trace, group, Find(stated, LiteLlm.AttemptKind) as string, isSent: true));
    }

    private static List<KeyValuePair<string, object?>> ReadStatedTags(HttpRequestMessage request, TracedLlmCallOptions options)
    {
        try
        {
            return options.Tags?.Invoke(request)?.Where(static tag => tag.Value is not null).ToList() ?? [];
        }
        catch (Exception exception)
        {
            // The gateway's delegate threw an exception; the request continues.
            TraceCounters.ListenerFailed(exception);
            return [];
        }
    }

    // Azure, Bedrock and Gemini have the model in the URL.
    private static string? FindModel(HttpRequestMessage request) => ProviderModel.FromRequest(request) ?? ProviderApi.FindModel(request);

    private static bool IsOwn(string name) => AttributeOwners.OwnerOf(name, onCall: true) == AttributeOwner.Own;

    private static void SetOnOwners(LlmSpan span, List<KeyValuePair<string, object?>> stated)
    {
        foreach (var (name, value) in stated)
        {
            _ = AttributeOwners.OwnerOf(name, onCall: true) switch
            {
                AttributeOwner.Root => span.SetRootTag(name, value),
                AttributeOwner.Request => span.SetRequestTag(name, value),
                AttributeOwner.Every => span.SetTraceTag(name, value),
                _ => span,
            };
        }
    }

    private static void AddIfAbsent(List<KeyValuePair<string, object?>> tags, string name, object? value)
    {
        if (value is not null && Find(tags, name) is null)
        {
            tags.Add(new(name, value));
        }
    }

    private static object? Find(List<KeyValuePair<string, object?>> tags, string name) => tags.Find(tag => tag.Key == name).Value;
}

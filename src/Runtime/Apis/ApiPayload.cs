using System.Runtime.InteropServices;
using TracedLlm.Facts;

namespace TracedLlm.Apis;

/// <summary>Reads the bodies of an API.</summary>
internal abstract class ApiPayload
{
    /// <summary>Reads a request. It never throws.</summary>
    public abstract RequestFacts ReadRequest(ReadOnlyMemory<byte> json, bool content);

    /// <inheritdoc cref="ResponseReader.AnswersInJson"/>
    public abstract bool AnswersInJson { get; }

    /// <summary>Creates a reader for one response.</summary>
    public abstract ResponseReader CreateReader(bool content);
}

/// <inheritdoc/>
/// <typeparam name="TRequest">The map of the request.</typeparam>
/// <typeparam name="TReader">The reader of the response.</typeparam>
internal sealed class ApiPayload<TRequest, TReader> : ApiPayload
    where TRequest : struct, IRequestMap<TRequest>
    where TReader : ResponseReader, new()
{
    // The same for all readers of a type.
    public override bool AnswersInJson { get; } = new TReader().AnswersInJson;

    public override RequestFacts ReadRequest(ReadOnlyMemory<byte> json, bool content)
    {
        var request = TRequest.Read(json);
        var attributes = RequestAttributes.Rent();
        var tags = new LlmTagWriter(attributes);
        request.WriteTags(tags, content);
        request.Describe(tags, content);

        // The conventions have these two only if they differ from the default.
        attributes.RemoveAll(static attribute => attribute is { Key: GenAi.RequestStream, Value: false } or { Key: GenAi.RequestChoiceCount, Value: 1L or 1 });
        if (attributes.RemoveAll(attribute => attribute.Key == LibraryAttributes.ContentTruncated) > 0)
        {
            tags.Add(LibraryAttributes.ContentTruncated, true);
        }

        RecurringValues.Keep(CollectionsMarshal.AsSpan(attributes));
        return new RequestFacts
        {
            Model = request.Model,
            Stream = request.Stream,
            User = request.User,
            Metadata = request.Metadata,
            LiteLlmMetadata = request.LiteLlmMetadata,
            LiteLlmSessionId = request.LiteLlmSessionId,
            LiteLlmTraceId = request.LiteLlmTraceId,
            SafetyIdentifier = request.SafetyIdentifier,
            Tags = request.Tags,
            LongField = TRequest.FindLongField(request),
            Attributes = attributes,
        };
    }

    public override ResponseReader CreateReader(bool content) => new TReader { Content = content };
}

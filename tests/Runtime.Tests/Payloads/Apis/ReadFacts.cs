using TracedLlm.Apis;

namespace TracedLlm.Tests.Payloads.Apis;

/// <summary>What a reader has found in a response.</summary>
internal sealed record ReadFacts(bool IsComplete, string? ErrorType, List<KeyValuePair<string, object?>> Attributes)
{
    public long? Input => Find(GenAi.UsageInputTokens);

    public long? Output => Find(GenAi.UsageOutputTokens);

    public static ReadFacts Of(ResponseReader reader)
    {
        List<KeyValuePair<string, object?>> attributes = [];
        reader.Finish(attributes);
        return new(reader.IsComplete, reader.Error?.ErrorType, attributes);
    }

    private long? Find(string name) => Attributes.Find(attribute => attribute.Key == name).Value as long?;
}

using TracedLlm.Facts;

namespace TracedLlm.Apis;

/// <summary>Reads what requests and responses say, by the row of their API.</summary>
internal static class ApiPayloads
{
    private static readonly ApiPayload Unknown = new ApiPayload<GatewayRequest, NoResponse>();

    /// <summary>What a request's body says: its fields, and with <paramref name="content"/> its messages, instructions and tools.</summary>
    /// <remarks>Slices refer to <paramref name="json"/>. A row that generates nothing is read for the gateway's metadata alone.</remarks>
    public static RequestFacts ReadRequest(LlmApiFacts row, ReadOnlyMemory<byte> json, bool content)
    {
        var facts = (ApiPayloadTable.Find(row) ?? Unknown).ReadRequest(json, content);
        if (row.OutputType is { } type && !facts.Attributes.Exists(attribute => attribute.Key == GenAi.OutputType))
        {
            facts.Attributes.Add(new(GenAi.OutputType, type));
        }

        return facts;
    }

    /// <summary>A reader of one response; <see langword="null"/> where the row's responses tell nothing.</summary>
    public static ResponseReader? ReaderFor(LlmApiFacts row, bool content) => ApiPayloadTable.Find(row)?.CreateReader(content);
}

using TracedLlm.Facts;

namespace TracedLlm.Apis;

/// <summary>Reads requests and responses by the row of their API.</summary>
internal static class ApiPayloads
{
    private static readonly ApiPayload Unknown = new ApiPayload<GatewayRequest, NoResponse>();

    /// <summary>Reads the facts of a request's body. With <paramref name="content"/>, they include messages, instructions and tools.</summary>
    /// <remarks>
    /// Slices refer to <paramref name="json"/>. If the row's bodies are not read, only the gateway's metadata is read.
    /// </remarks>
    public static RequestFacts ReadRequest(LlmApiFacts row, ReadOnlyMemory<byte> json, bool content)
    {
        var facts = (ApiPayloadTable.Find(row) ?? Unknown).ReadRequest(json, content);
        if (row.OutputType is { } type && !facts.Attributes.Exists(attribute => attribute.Key == GenAi.OutputType))
        {
            facts.Attributes.Add(new(GenAi.OutputType, type));
        }

        return facts;
    }

    /// <summary>Finds how the responses of <paramref name="row"/> are read; <see langword="null"/> if they are not read.</summary>
    public static ApiPayload? Find(LlmApiFacts row) => ApiPayloadTable.Find(row);

    /// <summary>Creates a reader for one response; <see langword="null"/> if the row's responses are not read.</summary>
    public static ResponseReader? ReaderFor(LlmApiFacts row, bool content) => ApiPayloadTable.Find(row)?.CreateReader(content);
}

namespace TracedLlm;

/// <summary>Reads what a search in a vector store found.</summary>
internal sealed class VectorStoreSearchReader : ResponseReader
{
    private Utf8Json _data;

    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
        var response = VectorStoreSearchResponse.Read(json);
        ReadError(response.Error);
        _data = Content ? new(response.Data.Memory.ToArray()) : default;
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data) => ReadBody(data);

    protected override void WriteContent(LlmTagWriter tags) =>
        ContentAttribute.Array(tags, GenAi.RetrievalDocuments, _data, ScoredDocument.WriteAll);
}

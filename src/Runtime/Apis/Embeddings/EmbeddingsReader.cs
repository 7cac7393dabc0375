namespace TracedLlm.Apis.Embeddings;

/// <summary>Reads the facts of responses of embeddings.</summary>
internal sealed class EmbeddingsReader : ResponseReader
{
    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
        var response = EmbeddingsResponse.Read(json);
        Id = Keep(Id, response.Id);
        Model = Keep(Model, response.Model);
        ReadUsage(response.Usage);
        Usage.Input ??= TokenUsage.Whole(response.InputTokens);
        ReadError(response.Error);
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data) => ReadBody(data);
}

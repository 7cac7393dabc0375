namespace TracedLlm;

/// <summary>Reads responses of <c>/v1/rerank</c>.</summary>
internal sealed class RerankReader : ResponseReader
{
    private RerankResponse _response;

    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
        _response = RerankResponse.Read(json);
        Id = Keep(Id, _response.Id);
        Model = Keep(Model, _response.Model);
        ReadError(_response.Error);
        Usage.Input = _response.InputTokens >= 0 ? _response.InputTokens : null;
        Usage.Output = _response.OutputTokens >= 0 ? _response.OutputTokens : null;

        // The body is gone when the response settles.
        _response = _response with { Results = Content ? new(_response.Results.Memory.ToArray()) : default, Id = default, Model = default, Error = default };
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data) => ReadBody(data);

    protected override void WriteOwn(LlmTagWriter tags) =>
        tags.Add(LiteLlm.UsageSearchUnits, _response.SearchUnits >= 0 ? _response.SearchUnits : null);

    protected override void WriteContent(LlmTagWriter tags) =>
        ContentAttribute.Array(tags, GenAi.RetrievalDocuments, _response.Results, ScoredDocument.WriteAll);
}

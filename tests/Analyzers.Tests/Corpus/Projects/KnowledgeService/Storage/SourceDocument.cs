namespace KnowledgeService.Storage;

/// <summary>A document as it was handed in.</summary>
public sealed record SourceDocument(string Id, string Title, string Text)
{
    public Dictionary<string, string> Metadata { get; init; } = [];

    public string Language => Metadata.GetValueOrDefault("language", "en");
}

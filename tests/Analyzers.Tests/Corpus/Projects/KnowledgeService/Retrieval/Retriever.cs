using KnowledgeService.Indexing;

namespace KnowledgeService.Retrieval;

internal sealed partial class Retriever(EmbeddingClient embeddings, IVectorIndex index)
{
    private const float LeastScore = 0.25f;

    [TracedStage("retrieval")]
    [return: SpanTag("rag.passages", Path = "Count")]
    public partial Task<IReadOnlyList<Passage>> FindAsync(string query, [SpanTag("rag.count")] int count, CancellationToken cancellationToken);

    private async Task<IReadOnlyList<Passage>> FindCoreAsync(string query, int count, CancellationToken cancellationToken)
    {
        var vector = (await embeddings.EmbedAsync([query], cancellationToken))[0];
        var found = index.Nearest(vector, Math.Clamp(count, 1, 50));
        var seen = new HashSet<string>();
        return [.. from one in found where one.Score >= LeastScore && seen.Add(one.Passage.Text) select one.Passage];
    }
}

using KnowledgeService.Retrieval;
using KnowledgeService.Storage;

namespace KnowledgeService.Indexing;

internal sealed class Indexer(Splitter splitter, EmbeddingClient embeddings, IVectorIndex index, IDocumentStore store, ILogger<Indexer> logger)
{
    public async Task<int> IndexAsync(SourceDocument document, CancellationToken cancellationToken)
    {
        var texts = splitter.Split(document).ToList();
        var vectors = await embeddings.EmbedAsync(texts, cancellationToken);
        index.Remove(document.Id);
        foreach (var (text, vector) in texts.Zip(vectors))
        {
            var passage = new Passage(document.Id, text, vector)
            {
                Metadata = { ["title"] = document.Title, ["language"] = document.Language, ["session"] = "none" },
            };
            index.Add(passage);
        }

        // Nobody waits for the copy; this route is not traced.
        _ = KeepAsync(document);
        return texts.Count;
    }

    private async Task KeepAsync(SourceDocument document)
    {
        try
        {
            await store.WriteAsync(document, CancellationToken.None);
        }
        catch (IOException full)
        {
            logger.LogError(full, "{Document} was not kept", document.Id);
        }
    }
}

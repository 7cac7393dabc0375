using System.Text.Json;

namespace KnowledgeService.Storage;

public interface IDocumentStore
{
    Task WriteAsync(SourceDocument document, CancellationToken cancellationToken);

    Task<SourceDocument?> ReadAsync(string id, CancellationToken cancellationToken);

    IAsyncEnumerable<SourceDocument> AllAsync(CancellationToken cancellationToken);
}

internal sealed class FolderStore(IHostEnvironment environment) : IDocumentStore
{
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(Path.Combine(environment.ContentRootPath, "documents"));

    public async Task WriteAsync(SourceDocument document, CancellationToken cancellationToken)
    {
        var target = PathOf(document.Id);
        var unfinished = target + ".new";
        await using (var file = File.Create(unfinished))
        {
            await JsonSerializer.SerializeAsync(file, document, cancellationToken: cancellationToken);
        }

        File.Move(unfinished, target, overwrite: true);
    }

    public async Task<SourceDocument?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(PathOf(id));
            return await JsonSerializer.DeserializeAsync<SourceDocument>(file, cancellationToken: cancellationToken);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public async IAsyncEnumerable<SourceDocument> AllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in _folder.EnumerateFiles("*.json"))
        {
            if (await ReadAsync(Path.GetFileNameWithoutExtension(file.Name), cancellationToken) is { } document)
            {
                yield return document;
            }
        }
    }

    private string PathOf(string id) => Path.Combine(_folder.FullName, string.Concat(id.Where(char.IsLetterOrDigit)) + ".json");
}

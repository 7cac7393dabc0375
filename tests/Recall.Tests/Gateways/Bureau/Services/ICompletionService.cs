namespace Bureau.Services;

public interface ICompletionService
{
    Task<string> CompleteAsync(string path, object request, CancellationToken cancellationToken);
}

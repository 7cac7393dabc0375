namespace ChatGateway.Keys;

internal interface IKeyStore
{
    ValueTask<CallerKey?> FindAsync(string secret, CancellationToken cancellationToken);
}

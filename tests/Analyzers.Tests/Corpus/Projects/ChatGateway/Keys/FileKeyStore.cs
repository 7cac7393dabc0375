using System.Text.Json;

namespace ChatGateway.Keys;

internal sealed class FileKeyStore(IHostEnvironment environment) : IKeyStore, IDisposable
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private Dictionary<string, CallerKey>? _keys;

    public async ValueTask<CallerKey?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        if (_keys is null)
        {
            await _loading.WaitAsync(cancellationToken);
            try
            {
                _keys ??= await ReadAsync(cancellationToken);
            }
            finally
            {
                _loading.Release();
            }
        }

        return _keys.GetValueOrDefault(secret);
    }

    public void Dispose() => _loading.Dispose();

    private async Task<Dictionary<string, CallerKey>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(Path.Combine(environment.ContentRootPath, "keys.json"));
        var keys = new Dictionary<string, CallerKey>(StringComparer.Ordinal);
        using var document = await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken);
        foreach (var key in document.RootElement.EnumerateArray())
        {
            var secret = key.GetProperty("secret").GetString()!;
            var models = key.TryGetProperty("models", out var names) ? names.EnumerateArray().Select(name => name.GetString()!).ToHashSet() : [];
            keys[secret] = new CallerKey(secret, key.GetProperty("alias").GetString()!, TeamOf(key), models);
        }

        return keys;
    }

    // Old key files keep the team among other things in an object called metadata, which no request ever has.
    private static string TeamOf(JsonElement key) =>
        key.TryGetProperty("team", out var team) ? team.GetString()! : key.GetProperty("metadata").GetProperty("tag").GetString()!;
}

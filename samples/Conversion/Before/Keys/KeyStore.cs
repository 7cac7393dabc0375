using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace LlmProxy.Keys;

/// <summary>Finds keys. A real store asks a database.</summary>
public class KeyStore
{
    private readonly KeyOptions _options;

    public KeyStore(IOptions<KeyOptions> options)
    {
        _options = options.Value;
    }

    public async Task<ApiKey?> FindAsync(string text, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        var presented = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return _options.Entries.FirstOrDefault(key =>
            CryptographicOperations.FixedTimeEquals(presented, SHA256.HashData(Encoding.UTF8.GetBytes(key.Value))));
    }
}

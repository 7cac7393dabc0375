using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using TracedLlm;

namespace LlmProxy.Keys;

/// <summary>Finds keys. A real store asks a database.</summary>
public partial class KeyStore
{
    private readonly KeyOptions _options;

    public KeyStore(IOptions<KeyOptions> options)
    {
        _options = options.Value;
    }

    [TracedStage(LlmStage.Auth)]
    [return: SpanTag(LiteLlm.ApiKeyAlias, Path = "Name")]
    [return: SpanTag(LiteLlm.TeamAlias, Path = "Team")]
    public partial Task<ApiKey?> FindAsync(string text, CancellationToken cancellationToken);

    private async Task<ApiKey?> FindCoreAsync(string text, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        var presented = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return _options.Entries.FirstOrDefault(key =>
            CryptographicOperations.FixedTimeEquals(presented, SHA256.HashData(Encoding.UTF8.GetBytes(key.Value))));
    }
}

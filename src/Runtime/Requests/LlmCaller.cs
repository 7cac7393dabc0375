using System.Security.Cryptography;
using System.Text;

namespace TracedLlm;

/// <summary>Who calls a gateway, as its keys say: attributes of the root span. What is <see langword="null"/> is left out.</summary>
public sealed record LlmCaller
{
    private const string KeyPrefix = "sk-";

    /// <summary>
    /// Hash of the key (<c>litellm.api_key.hash</c>), as <see cref="HashKey"/> makes one. A key itself, which begins with
    /// <c>sk-</c>, is hashed.
    /// </summary>
    public string? KeyHash
    {
        get;
        init => field = value?.StartsWith(KeyPrefix, StringComparison.Ordinal) == true ? HashKey(value) : value;
    }

    /// <summary>Name of the key (<c>litellm.api_key.alias</c>).</summary>
    public string? KeyAlias { get; init; }

    /// <summary>Team that the key belongs to (<c>litellm.team.id</c>).</summary>
    public string? TeamId { get; init; }

    /// <summary>Name of the team (<c>litellm.team.alias</c>).</summary>
    public string? TeamAlias { get; init; }

    /// <summary>Organisation that the key belongs to (<c>litellm.org.id</c>).</summary>
    public string? OrganizationId { get; init; }

    /// <summary>User that the key belongs to (<c>litellm.api_key.user_id</c>), and <c>user.id</c> where the request names none.</summary>
    public string? UserId { get; init; }

    /// <summary>The hash that stands for a key, so that the key itself is written nowhere: SHA-256 of its UTF-8 in lower-case hex, as LiteLLM's.</summary>
    /// <param name="key">The key.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string HashKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
    }
}

using System.Security.Cryptography;
using System.Text;

namespace TracedLlm;

/// <summary>
/// The caller of a gateway, known from the caller's key: attributes of the root span, of <c>litellm_request</c> and of the attempts. A
/// property that is <see langword="null"/> sets no attribute.
/// </summary>
public sealed record LlmCaller
{
    private const string KeyPrefix = "sk-";

    /// <summary>
    /// Hash of the key (<c>litellm.api_key.hash</c>), as <see cref="HashKey"/> computes it. A value that begins with <c>sk-</c>
    /// is a key, and is replaced by its hash.
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

    /// <summary>
    /// User that the key belongs to (<c>litellm.api_key.user_id</c>). It is also <c>user.id</c> if the request names no user.
    /// </summary>
    public string? UserId { get; init; }

    /// <summary>Tags of the key. They are added to the request's (<c>litellm.trace.tags</c>).</summary>
    public IReadOnlyList<string>? KeyTags { get; init; }

    /// <summary>Tags of the team. They are added behind those of the key.</summary>
    public IReadOnlyList<string>? TeamTags { get; init; }

    /// <summary>
    /// Metadata of the key: an object as JSON. Its members become <c>litellm.metadata.{key}</c> on every span and win over the request's,
    /// under the same limits and without secrets; its <c>tags</c> are added to <see cref="KeyTags"/>.
    /// </summary>
    public string? KeyMetadata { get; init; }

    /// <summary>Metadata of the team, for keys that <see cref="KeyMetadata"/> does not have.</summary>
    public string? TeamMetadata { get; init; }

    /// <summary>
    /// Whether the spans of this caller's requests carry content, as the gateway knows it of the key or the team; LiteLLM's
    /// <c>turn_off_message_logging</c> of a team. It wins over the route and the setting. <see langword="true"/> needs
    /// <see cref="ContentTrust.Tenant"/> where they have it off. <see langword="null"/> (the default) says nothing.
    /// </summary>
    public bool? CaptureContent { get; init; }

    /// <summary>
    /// Whether requests of this caller may switch content on, if <see cref="TracedLlmOptions.ContentTrust"/> is
    /// <see cref="ContentTrust.Tenant"/>; LiteLLM's <c>allow_client_message_redaction_opt_out</c>.
    /// </summary>
    public bool MayRequestContent { get; init; }

    /// <summary>
    /// Computes the hash that replaces a key in spans and logs: SHA-256 of the key's UTF-8 bytes in lower-case hex. LiteLLM
    /// computes the same hash.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string HashKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
    }
}

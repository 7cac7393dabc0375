using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>api_base</c> or <c>base_url</c>, and <c>api_key</c>, of a request.</summary>
internal static class ClientCredentialsReader
{
    /// <exception cref="BadRequestException">A value is not valid. The message does not contain it.</exception>
    public static ClientCredentials? Read(Option? address, Option? key) => address is null && key is null
        ? null
        : new(
            address is { } given ? ReadAddress(given) : null,
            key is { } text ? ReadKey(text) : null,
            (address?.Place ?? key?.Place)!.Trim('\''));

    private static Uri ReadAddress(Option address) =>
        address.Value.ValueKind == JsonValueKind.String && Uri.TryCreate(address.Value.GetString(), UriKind.Absolute, out var uri)
        && uri is { Scheme: "http" or "https", HostNameType: UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6, UserInfo: "", Query: "", Fragment: "" }
            ? uri.OriginalString.All(IsPlain) ? uri : throw address.Error("must not contain '\\', white space or characters that are not ASCII; write a host in Punycode")
            : throw address.Error("must be an http or https address without a user, a query and a fragment");

    // Uri reads some of the other characters as if they were a slash or a dot, so that two readers could see two hosts.
    private static bool IsPlain(char sign) => sign is > ' ' and < (char)0x7F and not '\\';

    private static string ReadKey(Option key) =>
        key.Value.ValueKind == JsonValueKind.String && key.Value.GetString() is { Length: > 0 } text && !text.Any(char.IsControl)
            ? text
            : throw key.Error("must be a text without control characters");
}

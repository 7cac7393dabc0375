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
        && uri is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
            ? uri
            : throw address.Error("must be an http or https address without a user, a query and a fragment");

    private static string ReadKey(Option key) =>
        key.Value.ValueKind == JsonValueKind.String && key.Value.GetString() is { Length: > 0 } text && !text.Any(char.IsControl)
            ? text
            : throw key.Error("must be a text without control characters");
}

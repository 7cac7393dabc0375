using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Privacy;

/// <summary>Recognises the origins of a text that are secrets: a header or a type that holds a secret, or a name that suggests a secret.</summary>
internal static class SecretValue
{
    private static readonly ImmutableDictionary<string, ImmutableHashSet<string>> Properties = ImmutableDictionary.CreateRange<string, ImmutableHashSet<string>>(
    [
        new("Microsoft.AspNetCore.Http.IHeaderDictionary", ["Authorization", "ProxyAuthorization", "Cookie", "SetCookie"]),
        new("System.Net.Http.Headers.HttpRequestHeaders", ["Authorization", "ProxyAuthorization"]),
        new("System.Net.Http.Headers.AuthenticationHeaderValue", ["Parameter"]),
        new("System.Net.NetworkCredential", ["Password", "SecurePassword"]),
        new("Azure.AzureKeyCredential", ["Key"]),
        new("Azure.Core.AccessToken", ["Token"]),
    ]);

    private static readonly ImmutableHashSet<string> Types =
    [
        "System.Net.Http.Headers.AuthenticationHeaderValue", "System.Security.SecureString", "System.Net.NetworkCredential",
        "System.ClientModel.ApiKeyCredential", "Azure.AzureKeyCredential", "Azure.Core.AccessToken", "Microsoft.AspNetCore.Http.IRequestCookieCollection",
    ];

    private static readonly ImmutableHashSet<string> Headers = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "x-api-key", "api-key", "x-goog-api-key", "x-litellm-api-key", "Ocp-Apim-Subscription-Key");

    private const string Cookies = "Microsoft.AspNetCore.Http.IRequestCookieCollection";

    private static readonly ImmutableArray<string> HeadersTypes = ["Microsoft.AspNetCore.Http.IHeaderDictionary", "System.Net.Http.Headers.HttpHeaders"];

    private static readonly ImmutableArray<string> Endings =
    [
        "api key", "apikey", "secret", "password", "passwd", "passphrase", "access token", "refresh token", "bearer token", "auth token",
        "id token", "session token", "private key", "signing key", "master key", "connection string", "authorization", "cookie", "cookies", "credentials",
    ];

    // A cookie with such a name proves the identity of its sender.
    private static readonly ImmutableArray<string> CookieEndings = [.. Endings, "session", "session id", "sessionid", "sid", "token", "jwt", "auth", "identity"];

    /// <summary>Describes the source of a secret, for example <c>the header 'Authorization'</c>; <see langword="null"/> for other values.</summary>
    public static string? Known(IReadOnlyList<IOperation> origins) => origins.Select(Describe).FirstOrDefault(static known => known is not null);

    /// <summary>Whether a value comes from the source of a secret.</summary>
    public static bool IsKnown(IOperation origin) => Describe(origin) is not null;

    /// <summary>The name of a cookie, or "?" if it is not constant. Not every cookie is a secret.</summary>
    public static string? Cookie(IReadOnlyList<IOperation> origins) => origins
        .Select(static origin => NamedIn(origin) is var (owner, name) && IsA(owner, Cookies) ? name ?? "?" : null)
        .FirstOrDefault(static name => name is not null);

    /// <summary>The name of a text value, if the name suggests a secret.</summary>
    public static string? Named(IReadOnlyList<IOperation> origins) => origins
        .Where(static origin => IsText(origin.Type))
        .Select(static origin => origin switch
        {
            ILocalReferenceOperation local => local.Local.Name,
            IParameterReferenceOperation parameter => parameter.Parameter.Name,
            IMemberReferenceOperation { Member: IPropertySymbol { IsIndexer: false } or IFieldSymbol { IsConst: false } } member => member.Member.Name,
            _ => null,
        })
        .FirstOrDefault(static name => name is not null && IsSecretName(name));

    /// <summary>Whether the last words of a name suggest a secret.</summary>
    public static bool IsSecretName(string name) => NameWords.EndsWithAny(name, Endings);

    /// <summary>Whether a value is text that the code reads and does not compute with a call.</summary>
    public static bool IsPlainText(IReadOnlyList<IOperation> origins) => origins.Any(static origin =>
        IsText(origin.Type) && origin is ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation && !origin.ConstantValue.HasValue);

    public static bool IsText(ITypeSymbol? type) =>
        type is { SpecialType: SpecialType.System_String or SpecialType.System_Object } || MetadataNames.Is(type, "Microsoft.Extensions.Primitives.StringValues");

    private static string? Describe(IOperation origin)
    {
        if (NamedIn(origin) is var (owner, name))
        {
            return IsA(owner, Cookies) ? name is not null && NameWords.EndsWithAny(name, CookieEndings) ? $"the cookie '{name}'" : null
                : name is not null && Headers.Contains(name) && HeadersTypes.Any(type => IsA(owner, type)) ? $"the header '{name}'"
                : null;
        }

        if (origin is IPropertyReferenceOperation { Property: { ContainingType: { } type } property }
            && Properties.TryGetValue(MetadataNames.FullName(type), out var names)
            && names.Contains(property.Name))
        {
            return $"'{type.Name}.{property.Name}'";
        }

        return origin.Type is { } held && Types.FirstOrDefault(name => IsA(held, name)) is { } secret
            ? $"of type '{secret.Substring(secret.LastIndexOf('.') + 1)}'"
            : null;
    }

    /// <summary>The object that the code reads a value from by name, and the name if it is constant: <c>headers["a"]</c>, <c>headers.GetValues("a")</c> and what <c>headers.TryGetValue("a", out …)</c> gives.</summary>
    private static (ITypeSymbol Owner, string? Name)? NamedIn(IOperation origin) => origin switch
    {
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance.Type: { } owner, Arguments: { Length: 1 } arguments } => (owner, Text(arguments[0])),
        IInvocationOperation { TargetMethod.Name: "GetValues", Instance.Type: { } owner, Arguments: { Length: 1 } arguments } => (owner, Text(arguments[0])),
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "TryGetValue" or "TryGetValues", Instance.Type: { } owner, Arguments: { Length: 2 } arguments } } => (owner, Text(arguments[0])),
        _ => null,
    };

    private static string? Text(IArgumentOperation argument) => WrittenTag.Plain(argument.Value).ConstantValue is { HasValue: true, Value: string text } ? text : null;

    private static bool IsA(ITypeSymbol type, string metadataName) => MetadataNames.WithBasesOf(type).Any(one => MetadataNames.Is(one, metadataName));
}

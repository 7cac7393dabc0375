using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>cache</c> and <c>caching</c> of a request.</summary>
internal static class CacheControlReader
{
    private const string NoCache = "no-cache";
    private const string NoStore = "no-store";
    private const string UseCache = "use-cache";
    private const string Lifetime = "ttl";
    private const string MaxAge = "s-maxage";
    private const string Namespace = "namespace";
    private const double LongestLifetime = 365 * 24 * 60 * 60;

    private static readonly string[] Names = [NoCache, NoStore, UseCache, Lifetime, MaxAge, Namespace];

    /// <param name="cache">The field <c>cache</c>.</param>
    /// <param name="caching">The field <c>caching</c>, which switches the cache.</param>
    /// <exception cref="BadRequestException">A value is not valid.</exception>
    public static CacheControl Read(Option? cache, Option? caching)
    {
        var control = caching is { } switched && !RequestOptionsReader.ReadBoolean(switched)
            ? new CacheControl { Reads = false, Stores = false }
            : CacheControl.Default;
        if (cache is not { } option)
        {
            return control;
        }

        if (option.Value.ValueKind != JsonValueKind.Object)
        {
            throw option.Error($"must be an object with {string.Join(", ", Names)}");
        }

        foreach (var property in option.Value.EnumerateObject())
        {
            control = With(control, property.Name, option.Member(property.Name), option);
        }

        return control;
    }

    private static CacheControl With(CacheControl control, string name, Option member, Option cache) => name switch
    {
        _ when member.Value.ValueKind == JsonValueKind.Null => control,
        NoCache => control with { Reads = control.Reads && !RequestOptionsReader.ReadBoolean(member) },
        NoStore => control with { Stores = control.Stores && !RequestOptionsReader.ReadBoolean(member) },
        UseCache => RequestOptionsReader.ReadBoolean(member) ? control with { IsAsked = true } : control with { Reads = false, Stores = false },
        Lifetime => control with { Lifetime = Seconds(member) },
        MaxAge => control with { MaxAge = Seconds(member) },
        Namespace => control with { Namespace = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : throw member.Error("must be a text") },
        _ => throw cache.Error($"has the unknown member '{name}'; known: {string.Join(", ", Names)}"),
    };

    private static TimeSpan Seconds(Option member) => RequestOptionsReader.Number(member.Value) is { } seconds and > 0 and <= LongestLifetime
        ? TimeSpan.FromSeconds(seconds)
        : throw member.Error($"must be a number of seconds, more than 0 and at most {LongestLifetime}");
}

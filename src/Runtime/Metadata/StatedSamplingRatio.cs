using System.Collections.Frozen;
using System.Globalization;

namespace TracedLlm.Metadata;

/// <summary>The sampling ratio that a request asks for, in a header or in the gateway's metadata.</summary>
internal static class StatedSamplingRatio
{
    /// <summary>The header; it wins over the metadata.</summary>
    public const string Header = "x-litellm-sampling-ratio";

    private const string Key = "sampling_ratio";

    private static readonly FrozenSet<string> Keys = FrozenSet.ToFrozenSet([Key], StringComparer.Ordinal);

    /// <summary>Reads the ratio; <see langword="null"/> if there is none from 0 to 1.</summary>
    public static double? Read(RequestMetadataSource source)
    {
        if (source.Headers is { } headers && headers.TryGetValue(Header, out var values))
        {
            return Parse(values.ToString());
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        RequestFields.Read(source.Objects.Own, Keys, fields);
        RequestFields.Read(source.Objects.OtherIsProviders ? default : source.Objects.Other, Keys, fields);
        return fields.TryGetValue(Key, out var text) ? Parse(text) : null;
    }

    private static double? Parse(string text) =>
        double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1
            ? ratio
            : null;
}

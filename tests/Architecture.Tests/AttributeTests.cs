using System.Text.RegularExpressions;
using TracedLlm.Bench.Architecture;

namespace TracedLlm.Architecture.Tests;

/// <summary>
/// The texts of attributes pass one place, which takes secrets out (AttributeSecrets). Code that sets attributes of any name sets them
/// there, or sets values that have passed it.
/// </summary>
public sealed partial class AttributeTests
{
    // The receivers that set attributes of any name, by file.
    private static readonly string[] Receivers =
    [
        "AttributeSecrets.cs: activity", // the place itself
        "EverySpanTags.cs: activity", // the attributes of every span have passed it
        "LlmSpan.cs: _handle", // SpanHandle
        "RawSpan.cs: _activity", // content, which is shown as it is
        "RequestSpan.cs: _activity!", // removes
        "RequestSpan.cs: _activity", // SetTag has passed it
        "RequestSpan.cs: _activity?", // RequestTags
        "RequestState.cs: Request", // RequestSpan
        "RequestState.cs: Root?", // SetRootTag has passed it
        "RequestTags.cs: EverySpan", // SetTraceTag has passed it
        "RequestTags.cs: Root!", // likewise
        "RequestTags.cs: Request", // RequestSpan
        "RequestTags.cs: activity", // likewise
        "RequestTags.cs: activity?", // removes
        "RequestTrace.cs: Request", // RequestSpan
        "SentCall.cs: adopted", // SpanHandle
        "SeparateTrace.cs: activity", // removes
        "ShownContent.cs: activity", // likewise
    ];

    [Fact]
    public void Attributes_of_any_name_pass_the_place_that_takes_secrets_out()
    {
        var runtime = Path.Combine(Checkout.Find(AppContext.BaseDirectory), "src", "Runtime");
        var found = Directory.EnumerateFiles(runtime, "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(static file => Setter().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Groups["receiver"].Value}"))
            .Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal(Receivers.Order(StringComparer.Ordinal), found);
    }

    [GeneratedRegex(@"(?<receiver>\w+[?!]?)\.SetTag\([a-z]\w*,")]
    private static partial Regex Setter();
}

using System.Text.RegularExpressions;
using TracedLlm.Facts;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Viewer.Tests.Client;

/// <summary>The page knows the attributes with content of the library's table.</summary>
public sealed partial class ContentNamesTests
{
    [Fact]
    public void The_page_looks_for_masks_in_all_attributes_but_those_with_a_text_as_it_was_sent()
    {
        var source = File.ReadAllText(SourcePath.Of("/_/src/Viewer/Client/source/spans/noticesOf.ts"));

        var named = Content().Match(source).Groups["name"].Captures.Select(static capture => capture.Value);

        Assert.Equal(ContentAttributeTable.FindNames(static row => row.Form == ContentForm.Json || row.Span == ContentSpan.RawRequest), named);
    }

    [GeneratedRegex(@"const content = \[(\s*'(?<name>[^']+)',)+\s*\];")]
    private static partial Regex Content();
}

using System.Reflection;
using TracedLlm.Tests.Metadata;

namespace TracedLlm.Tests.Pages;

/// <summary><c>docs/attributes.md</c> has a section for each public attribute, which names each of its properties and has an example.</summary>
public sealed class AttributesPageTests
{
    private static readonly string Page = RepositoryFile.Read("docs/attributes.md");

    public static TheoryData<string> Attributes =>
        [.. typeof(TracedStageAttribute).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Attribute))).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Attributes))]
    public void The_page_explains_the_attribute_and_each_of_its_properties(string attribute)
    {
        var type = typeof(TracedStageAttribute).Assembly.GetType(attribute, throwOnError: true)!;
        var section = Section(type);

        Assert.All(
            type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly),
            property => Assert.Contains($"| `{property.Name}` |", section, StringComparison.Ordinal));
        Assert.Contains("```csharp", section, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(GuardrailMode))]
    [InlineData(typeof(LlmStage))]
    public void The_page_names_the_values_of_an_enumeration(Type type) =>
        Assert.All(Enum.GetNames(type), name => Assert.Contains($"`{type.Name}.{name}`", Page, StringComparison.Ordinal));

    private static string Section(Type type)
    {
        var parameters = type.GetGenericArguments();
        var name = type.Name.Split('`')[0][..^nameof(Attribute).Length] + (parameters.Length == 0 ? "" : $"<{parameters[0].Name}>");
        var heading = $"\n## `[{name}]`\n";
        var start = Page.IndexOf(heading, StringComparison.Ordinal);
        Assert.True(start >= 0, $"docs/attributes.md has no heading{heading}");
        var end = Page.IndexOf("\n## ", start + heading.Length, StringComparison.Ordinal);
        return end < 0 ? Page[start..] : Page[start..end];
    }
}

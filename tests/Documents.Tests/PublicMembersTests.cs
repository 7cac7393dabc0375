using System.ComponentModel;
using System.Reflection;
using System.Text.RegularExpressions;
using TracedLlm.Documents.Tests.Samples;
using TracedLlm.Export;
using TracedLlm.Viewer;

namespace TracedLlm.Documents.Tests;

/// <summary>
/// A page names each public member that authors of gateways use. Not meant are the names of attributes, which are constants, members
/// that every type has, and types that are hidden from editors because only generated code uses them.
/// </summary>
public sealed partial class PublicMembersTests
{
    private static readonly string[] OfEveryType = [nameof(Equals), nameof(GetHashCode), nameof(ToString), "Deconstruct"];

    private static readonly HashSet<string> Words = [.. SamplePages.Paths().SelectMany(page => Word().Matches(SamplePages.ReadText(page))).Select(word => word.Value)];

    public static TheoryData<string> Types => [.. All.Select(type => type.FullName!)];

    private static IEnumerable<Type> All =>
        from type in new[] { typeof(LlmTrace), typeof(TracedLlmExportOptions), typeof(TracedLlmViewerOptions) }.SelectMany(type => type.Assembly.GetExportedTypes())
        where type.Namespace != "TracedLlm.Generated" && type != typeof(GenAi) && type != typeof(LiteLlm)
        where type.GetCustomAttribute<EditorBrowsableAttribute>() is not { State: EditorBrowsableState.Never }
        select type;

    [Theory]
    [MemberData(nameof(Types))]
    public void A_page_names_each_member(string type) => Assert.Empty(MembersOf(All.Single(one => one.FullName == type)).Except(Words));

    private static IEnumerable<string> MembersOf(Type type) =>
        from member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where member is PropertyInfo or FieldInfo { IsSpecialName: false } or MethodInfo { IsSpecialName: false }
        where !OfEveryType.Contains(member.Name) && !member.Name.Contains('<', StringComparison.Ordinal)
        select member.Name;

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex Word();
}

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using TracedLlm.CodeFixes.Metadata;

namespace TracedLlm.Analyzers.Tests;

/// <summary>The requirements on every fix.</summary>
public class CodeFixProviderTests
{
    private static readonly Type[] Types = [.. typeof(WrongMetadataFieldFix).Assembly.GetTypes().Where(type => typeof(CodeFixProvider).IsAssignableFrom(type) && !type.IsAbstract)];

    public static TheoryData<string> Names => [.. Types.Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_editor_finds_it(string name)
    {
        var export = Assert.IsType<ExportCodeFixProviderAttribute>(Assert.Single(Type(name).GetCustomAttributes(typeof(ExportCodeFixProviderAttribute), inherit: false)));
        Assert.Equal([LanguageNames.CSharp], export.Languages);
        Assert.Single(Type(name).GetCustomAttributes(typeof(SharedAttribute), inherit: false));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_fixes_existing_rules(string name)
    {
        var ids = Provider(name).FixableDiagnosticIds;
        Assert.NotEmpty(ids);
        Assert.Empty(ids.Except(AllRules.All.Select(rule => rule.Id)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_fixes_all(string name) => Assert.NotNull(Provider(name).GetFixAllProvider());

    [Fact]
    public void Analyzers_do_not_reference_Workspaces() => Assert.DoesNotContain(
        typeof(Metadata.WrongMetadataFieldTests).Assembly.GetReferencedAssemblies().Where(name => name.Name is "TracedLlm.Analyzers" or "TracedLlm.Generators").SelectMany(name => System.Reflection.Assembly.Load(name).GetReferencedAssemblies()),
        name => name.Name!.Contains("Workspaces", StringComparison.Ordinal));

    private static Type Type(string name) => Types.Single(type => type.FullName == name);

    private static CodeFixProvider Provider(string name) => (CodeFixProvider)Activator.CreateInstance(Type(name))!;
}

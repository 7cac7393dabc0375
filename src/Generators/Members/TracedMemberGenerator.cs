using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Members;

/// <summary>Lists the traced members of an assembly, so the running gateway can report them without reflection.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class TracedMemberGenerator : IIncrementalGenerator
{
    /// <summary>The names of the steps whose results must not change with unrelated edits.</summary>
    internal static readonly string[] TrackedSteps = ["TracedMembers", "TracedMemberLists"];

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<EquatableArray<TracedMemberModel>>? members = null;
        foreach (var (metadataName, kind) in TracedMemberParser.Attributes)
        {
            var ofAttribute = context.SyntaxProvider
                .ForAttributeWithMetadataName(metadataName, static (_, _) => true, (found, _) => TracedMemberParser.Parse(found.TargetSymbol, found.Attributes[0], kind))
                .WithTrackingName(TrackedSteps[0])
                .Where(static member => member is not null)
                .Select(static (member, _) => member!)
                .Collect()
                .Select(static (found, _) => new EquatableArray<TracedMemberModel>(found));
            members = members is { } others
                ? others.Combine(ofAttribute).Select(static (both, _) => new EquatableArray<TracedMemberModel>([.. both.Left, .. both.Right]))
                : ofAttribute;
        }

        var list = members!.Value.Select(static (found, _) => InOrder(found)).WithTrackingName(TrackedSteps[1]);
        context.RegisterSourceOutput(list, static (output, members) =>
        {
            if (members.Count > 0)
            {
                output.AddSource("TracedMemberRegistrations.g.cs", SourceText.From(TracedMemberEmitter.Emit(members), Encoding.UTF8));
            }
        });
    }

    private static EquatableArray<TracedMemberModel> InOrder(EquatableArray<TracedMemberModel> members) => new(members
        .Distinct()
        .OrderBy(member => member.Kind, StringComparer.Ordinal)
        .ThenBy(member => member.Member, StringComparer.Ordinal)
        .ThenBy(member => member.Detail, StringComparer.Ordinal));
}

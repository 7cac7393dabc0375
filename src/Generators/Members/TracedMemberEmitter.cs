using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Members;

/// <summary>Prints the file that tells the gateway's report what is traced in this assembly.</summary>
internal static class TracedMemberEmitter
{
    private const string Member = "global::TracedLlm.Generated.TracedMember";

    public static string Emit(IEnumerable<TracedMemberModel> members)
    {
        var writer = new SourceWriter();
        writer.Line(SourceWriter.Header).Line("#nullable enable").Line()
            .Open("file static class TracedMemberRegistrations")
            .Line("[global::System.Runtime.CompilerServices.ModuleInitializer]")
            .Line($"internal static void Register() => global::TracedLlm.Generated.GeneratedCode.RegisterMembers(static () => new {Member}[]")
            .Open();
        foreach (var member in members)
        {
            var detail = member.Detail is null ? "" : $", {CSharpText.Literal(member.Detail)}";
            writer.Line($"new {Member}({Member}Kind.{member.Kind}, {CSharpText.Literal(member.Member)}{detail}),");
        }

        return writer.Close(");").Close().ToString();
    }
}

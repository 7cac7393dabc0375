using Microsoft.CodeAnalysis.CSharp;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.FailurePath;

namespace TracedLlm.Analyzers.Tests.FailurePath;

/// <summary>Which statements make TLM2004 search for all traced code, which is the dearest question of the rules.</summary>
public class TaskMethodNamesTests
{
    [Theory]
    [InlineData("Task.Run(Work);")]
    [InlineData("System.Threading.Tasks.Task.Run(Work);")]
    [InlineData("global::System.Threading.Tasks.Task.Run(Work);")]
    [InlineData("Jobs.Run(Work);")] // An alias of Task.
    [InlineData("Run(Work);")] // using static
    [InlineData("Task.Factory.StartNew(Work);")]
    [InlineData("factory.StartNew(Work);")]
    [InlineData("app.RunAsync();")]
    [InlineData("jobs.Enqueue();")]
    public void A_task_may_be_discarded(string statement) => Assert.True(MayDiscard(statement));

    [Theory]
    [InlineData("app.Run();")]
    [InlineData("app.Run(\"http://localhost:5000\");")]
    [InlineData("app.Run(async http => await http.Response.WriteAsync(string.Empty));")]
    [InlineData("await Task.Run(Work);")]
    [InlineData("builder.Build().Run();")]
    [InlineData("services.AddLogging();")]
    public void No_task_is_discarded(string statement) => Assert.False(MayDiscard(statement));

    private static bool MayDiscard(string statement)
    {
        var tree = CSharpSyntaxTree.ParseText(statement + "\nclass Queue { System.Threading.Tasks.Task Enqueue() => System.Threading.Tasks.Task.CompletedTask; }");
        var names = TaskMethodNames.Get(CompilationCode.Get(CSharpCompilation.Create("Tests", [tree])));
        return tree.GetRoot().DescendantNodes().Any(node => names.MayDiscard(node, default));
    }
}

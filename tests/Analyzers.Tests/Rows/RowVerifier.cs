using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Testing.Roslyn;
using Xunit.Sdk;

namespace TracedLlm.Analyzers.Tests.Rows;

/// <summary>
/// Verifies rows of theories. The first row of a theory runs the test method with the data of all rows to hear their code, and
/// compiles all of it at once (<see cref="RowsTest{TAnalyzer}"/>); each row is then verified for itself. For rules that judge
/// a method or a type alone.
/// </summary>
/// <typeparam name="TAnalyzer">The rule under test.</typeparam>
internal static class RowVerifier<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    private static readonly AsyncLocal<List<string>?> Collected = new();
    private static readonly ConcurrentDictionary<(string File, string Method), Lazy<Task<(RowsTest<TAnalyzer> Test, ImmutableHashSet<string> Rows)>>> Theories = new();

    /// <inheritdoc cref="RuleVerifier{TAnalyzer}.Diagnostic"/>
    public static ExpectedFinding Diagnostic(string? id = null) => RuleVerifier<TAnalyzer>.Diagnostic(id);

    /// <summary>Requires exactly the findings of the markup.</summary>
    public static Task VerifyAnalyzerAsync(string source, [CallerMemberName] string method = "", [CallerFilePath] string file = "") =>
        VerifyAsync(source, [], method, file);

    /// <summary>Requires exactly the findings of markup and <paramref name="expected"/>.</summary>
    public static Task VerifyAnalyzerAsync(string source, ExpectedFinding expected, [CallerMemberName] string method = "", [CallerFilePath] string file = "") =>
        VerifyAsync(source, [expected], method, file);

    /// <summary>Requires exactly the findings of markup, <paramref name="first"/> and <paramref name="second"/>.</summary>
    public static Task VerifyAnalyzerAsync(string source, ExpectedFinding first, ExpectedFinding second, [CallerMemberName] string method = "", [CallerFilePath] string file = "") =>
        VerifyAsync(source, [first, second], method, file);

    private static async Task VerifyAsync(string source, ExpectedFinding[] expected, string method, string file)
    {
        if (Collected.Value is { } collected)
        {
            collected.Add(source);
            return;
        }

        var (test, rows) = await Theories.GetOrAdd((file, method), static key => new(() => CollectAsync(key.File, key.Method))).Value;
        await (rows.Contains(source) ? test.VerifyAsync(source, expected) : RuleVerifier<TAnalyzer>.VerifyAnalyzerAsync(source, expected));
    }

    private static async Task<(RowsTest<TAnalyzer> Test, ImmutableHashSet<string> Rows)> CollectAsync(string file, string method)
    {
        var type = typeof(RowVerifier<TAnalyzer>).Assembly.GetTypes().Single(type => type.Name == Path.GetFileNameWithoutExtension(file));
        var collected = new List<string>();
        Collected.Value = collected;
        if (type.GetMethod(method) is { } theory)
        {
            foreach (var data in theory.GetCustomAttributes<DataAttribute>().SelectMany(attribute => attribute.GetData(theory)))
            {
                object?[] arguments = [.. data, .. theory.GetParameters().Skip(data.Length).Select(static parameter => parameter.DefaultValue)];
                await (Task)theory.Invoke(Activator.CreateInstance(type), arguments)!;
            }
        }

        ImmutableHashSet<string> rows = [.. collected.Where(RowsTest<TAnalyzer>.CanHold)];
        return (new RowsTest<TAnalyzer>(rows), rows);
    }
}

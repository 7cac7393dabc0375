using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Tests.Harness;

namespace TracedLlm.Generators.Tests.Emission;

/// <summary>The generated half repeats a declaration so that the compiler takes both halves as one.</summary>
public class Declarations
{
    [Fact]
    public void Generic_types_and_methods_keep_their_constraints() => GeneratorTest.Emits("""
        public interface IModel;

        public partial class Pipeline<TRequest, TResponse>
            where TRequest : class, IModel
            where TResponse : notnull
        {
            [TracedStage("run")]
            public partial Task<TResponse> RunAsync<TState, TKey, TValue, TItem, TNew>(TRequest request, TState state, TKey? key, TValue value, TItem item)
                where TState : struct, IComparable<TState>
                where TKey : class?
                where TValue : unmanaged, Enum
                where TItem : notnull, IEnumerable<TRequest>
                where TNew : IModel?, new();

            private Task<TResponse> RunCoreAsync<TState, TKey, TValue, TItem, TNew>(TRequest request, TState state, TKey? key, TValue value, TItem item)
                where TState : struct, IComparable<TState>
                where TKey : class?
                where TValue : unmanaged, Enum
                where TItem : notnull, IEnumerable<TRequest>
                where TNew : IModel?, new() => throw new NotSupportedException();

            [TracedStage("default")]
            public partial T? Default<T>(T? value);
            private T? DefaultCore<T>(T? value) => value;

            [TracedStage("spans")]
            public partial T Spans<T>(scoped T value) where T : allows ref struct;
            private T SpansCore<T>(scoped T value) where T : allows ref struct => throw new NotSupportedException();
        }
        """);

    [Fact]
    public void Modifiers_are_repeated_on_both_halves() => GeneratorTest.Emits("""
        public partial class Base
        {
            [TracedStage("a")] public virtual partial Task AAsync();
            private Task ACoreAsync() => Task.CompletedTask;

            [TracedStage("b")] protected internal virtual partial int B();
            private int BCore() => 1;

            [TracedStage("c")] private protected static partial int C();
            private static int CCore() => 1;

            public int D() => 1;

            public virtual T? F<T>(T? value) => value;
        }

        public partial class Derived : Base
        {
            [TracedStage("a")] public sealed override partial Task AAsync();
            private Task ACoreAsync() => base.AAsync();

            [TracedStage("b")] protected internal override partial int B();
            private int BCore() => 2;

            [TracedStage("d")] public new partial int D();
            private int DCore() => 2;

            [TracedStage("e")] partial void E();
            private static void ECore() { }

            [TracedStage("f")] public override partial T? F<T>(T? value) where T : default;
            private T? FCore<T>(T? value) => value;

            public void Call() => E();
        }
        """);

    [Fact]
    public void An_override_may_leave_its_body_to_the_base_type() => GeneratorTest.Emits("""
        public abstract partial class Base
        {
            protected abstract int RunCore(int x);
        }

        public partial class Derived : Base
        {
            [TracedStage("run")] public partial int Run(int x);
            protected override int RunCore(int x) => x;
        }

        public partial class Further : Derived
        {
            [TracedStage("again")] public new partial int Run(int x);
        }
        """);

    [Fact]
    public void Types_of_every_kind_can_be_added_to() => GeneratorTest.Emits("""
        public static partial class Outer<@class>
        {
            public partial struct Inner
            {
                [TracedStage("struct")] public readonly partial int InStruct();
                private readonly int InStructCore() => 1;
            }

            public partial record Record(int Value)
            {
                [TracedStage("record")] internal partial int InRecord();
                private int InRecordCore() => Value;
            }

            internal readonly partial record struct RecordStruct(int Value)
            {
                [TracedStage("record_struct")] public partial int InRecordStruct();
                private int InRecordStructCore() => Value;
            }

            private ref partial struct Window
            {
                [TracedStage("ref_struct")] public partial int InRefStruct();
                private int InRefStructCore() => 1;
            }
        }

        public partial interface IVariant<in TIn, out TOut>
        {
            [TracedStage("interface")] public partial int InInterface(TIn value);
            private int InInterfaceCore(TIn value) => 1;
        }

        public interface IService { Task<int> RunAsync(int x); }

        public sealed partial class Service : IService
        {
            [TracedStage("service")] public partial Task<int> RunAsync(int x);
            private Task<int> RunCoreAsync(int x) => Task.FromResult(x);
        }

        public static partial class Extensions
        {
            [TracedStage("extension")] public static partial int Extend(this string text, int by = 3);
            private static int ExtendCore(string text, int by) => text.Length + by;
        }
        """);

    [Fact]
    public void Parameters_of_every_kind_are_passed_on() => GeneratorTest.Emits("""
        public sealed partial class Parser
        {
            private int _field;

            [TracedStage("by_reference")]
            public partial bool TryParse(in int a, ref readonly int b, ref int c, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? d);
            private bool TryParseCore(in int a, ref readonly int b, ref int c, out string? d) { d = null; return false; }

            [TracedStage("spans")]
            public partial ReadOnlySpan<char> Trim(ReadOnlySpan<char> text, scoped ReadOnlySpan<char> with, params ReadOnlySpan<int> numbers);
            private ReadOnlySpan<char> TrimCore(ReadOnlySpan<char> text, scoped ReadOnlySpan<char> with, scoped ReadOnlySpan<int> numbers) => text;

            [TracedStage("params")]
            public partial int Sum(string text = "x\n", int @default = default, params int[] numbers);
            private int SumCore(string text, int @default, int[] numbers) => numbers.Length;

            [TracedStage("late")]
            public partial dynamic Late(dynamic value, List<dynamic> values);
            private dynamic LateCore(dynamic value, List<dynamic> values) => value;

            [TracedStage("tuples")]
            public partial (int Left, (string? Name, int) Right) Swap((int A, int B) pair, Func<(int X, int Y), nint> map);
            private (int Left, (string? Name, int) Right) SwapCore((int A, int B) pair, Func<(int X, int Y), nint> map) => default;

            [TracedStage("references")]
            public partial ref int Field();
            private ref int FieldCore() => ref _field;

            [TracedStage("readonly_references")]
            [return: SpanTag("app.value")]
            public partial ref readonly int ReadOnlyField();
            private ref readonly int ReadOnlyFieldCore() => ref _field;

            [TracedStage("caller")]
            public partial void Log(string message, [CallerMemberName] string member = "", [CallerLineNumber] int line = 0);
            private void LogCore(string message, string member, int line) { }
        }

        public unsafe partial class Native
        {
            [TracedStage("pointers")]
            public partial int* Offset(int* pointer, delegate*<int, void> callback);
            private int* OffsetCore(int* pointer, delegate*<int, void> callback) => pointer;
        }

        public partial class Mixed
        {
            [TracedStage("pointer")]
            public unsafe partial void Write(void* pointer);
            private unsafe void WriteCore(void* pointer) { }
        }
        """);

    [Fact]
    public void Locals_make_way_for_the_names_of_parameters() => GeneratorTest.Emits("""
        public delegate int Body(int a);

        public sealed partial class Collisions<pending>
        {
            [TracedStage("names")]
            [return: SpanTag("app.result")]
            public partial int Run([SpanTag("app.span")] int span, int exception, int result, int span2);
            private int RunCore(int span, int exception, int result, int span2) => 1;

            [TracedStage("keywords")]
            public partial Task RunAsync([SpanTag("app.class")] string @class, int @await, int @event, int value, int field);
            private Task RunCoreAsync(string @class, int @await, int @event, int value, int field) => Task.CompletedTask;

            [TracedStage("types")]
            public partial Task<int> TypesAsync<outcome, model>(Task<int> items);
            private Task<int> TypesCoreAsync<outcome, model>(Task<int> items) => items;

            [TracedStage("body")]
            public partial int Apply(Body ApplyCore, int a);
            private int ApplyCore(Body body, int a) => body(a);

            [TracedStage("static_body")]
            public static partial int ApplyAll(Body ApplyAllCore);
            private static int ApplyAllCore(Body body) => body(1);
        }
        """);

    [Fact]
    public void Overloads_and_types_that_differ_in_case_or_arity_are_kept_apart() => GeneratorTest.Emits("""
        public partial class Same
        {
            [TracedStage("int")] public partial int Run(int a);
            private int RunCore(int a) => a;

            [TracedStage("object")] public partial int Run(object a);
            private int RunCore(object a) => 1;

            [TracedStage("generic")] public partial int Run<T>(T a);
            private int RunCore<T>(T a) => 1;
        }

        public partial class SAME
        {
            [TracedStage("case")] public partial int Run(int a);
            private int RunCore(int a) => a;
        }

        public partial class Same<T>
        {
            [TracedStage("arity")] public partial int Run(int a);
            private int RunCore(int a) => a;
        }

        public partial class Same_1
        {
            [TracedStage("underscore")] public partial int Run(int a);
            private int RunCore(int a) => a;
        }
        """);

    [Fact]
    public void Only_the_author_gets_warnings_for_obsolete_and_experimental_members() => GeneratorTest.Emits("""
        [System.Diagnostics.CodeAnalysis.Experimental("LAB001")]
        public class Lab { public string? Name { get; } }

        public class Old
        {
            [Obsolete("Use NewName.", DiagnosticId = "OLD001")] public string? Name { get; }
        }

        public sealed partial class Gateway
        {
        #pragma warning disable LAB001
            [TracedStage("lab")] public partial void Try(Lab lab, List<Lab> labs);
        #pragma warning restore LAB001
            [System.Diagnostics.CodeAnalysis.Experimental("LAB002")]
            private void TryCore(Lab lab, List<Lab> labs) { }

            [Obsolete("Use New.")]
            [TracedStage("old")] public partial void Run([SpanTag("app.name", Path = "Name")] Old old);
            [Obsolete]
            private void RunCore(Old old) { }

            [TracedStage("new")] public partial void RunNew([SpanTag("app.name", Path = "Name")] Old old);
            [Obsolete]
            private void RunNewCore(Old old) { }
        }
        """);

    [Fact]
    public void Names_that_are_keywords_or_not_ASCII_are_names() => GeneratorTest.Emits("""
        namespace Gateway.@event.Größe;

        public interface INearer { string @in { get; } }

        public partial class @record<@where>(int span)
        {
            [TracedStage("\u00e9 \"quoted\"\n")]
            [System.CodeDom.Compiler.GeneratedCode("Another", "1")]
            public partial int @new<@class>([SpanTag("é\t", Path = "in")] INearer? @partial, @where async, @class _);
            private int newCore<@class>(INearer? @partial, @where async, @class _) => span;
        }
        """);

    [Fact]
    public void A_type_without_a_namespace_stays_without() =>
        Assert.Contains(
            "\n\npartial class Global\n",
            GeneratedSources.Generate(Gateway.Compile("""
                public partial class Global
                {
                    [TracedStage("x")] public partial void Run();
                    private void RunCore() { }
                }
                """)).Sources,
            StringComparison.Ordinal);

    [Fact]
    public void Code_without_nullable_annotations_stays_as_it_is() => GeneratorTest.Emits("""
        #nullable disable
        public class Caller { public string Id; }

        public partial class Oblivious
        {
            [TracedStage("old")]
            [return: SpanTag("app.id", Path = "Id")]
            public partial Task<Caller> RunAsync(string text, [SpanTag("app.ids")] IReadOnlyList<string> list);
            private Task<Caller> RunCoreAsync(string text, IReadOnlyList<string> list) => null;
        }
        """);

    [Fact]
    public void Documentation_stays_with_the_declaration()
    {
        var input = Gateway.Compile("").ReplaceSource("""
            /// <summary>Documented.</summary>
            public partial class A
            {
                /// <summary>Documented.</summary>
                /// <param name="a">Documented.</param>
                [TracedLlm.TracedStage("x")] public partial int Run(int a);
                private int RunCore(int a) => a;
            }
            """, DocumentationMode.Diagnose);

        Assert.Empty(GeneratedSources.Generate(input).CompilerDiagnostics);
    }

    [Fact]
    public void The_order_of_declarations_does_not_show()
    {
        const string One = "public partial class A { [TracedStage(\"x\")] public partial void X(); private void XCore() { } }";
        const string Other = "public partial class A { [TracedLlmCall] public partial void Y(); private void YCore() { } }";

        var oneFirst = GeneratedSources.Generate(Gateway.Compile($"namespace Gateway;\n{One}\n{Other}"));
        var otherFirst = GeneratedSources.Generate(Gateway.Compile($"namespace Gateway;\n{Other}\n{One}"));

        Assert.Equal(oneFirst.Sources, otherFirst.Sources);
    }
}

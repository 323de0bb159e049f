import '../../shared/fonts.css';
import '../../shared/tokens.css';
import './lib/ui/base.css';
import { mount } from 'svelte';
import App from './App.svelte';

mount(App, { target: document.getElementById('app')! });
